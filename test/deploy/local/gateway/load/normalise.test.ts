import t from 'tap'
import { normalise } from '../../../../../deploy/local/gateway/load/normalise.ts'
import { parseXml } from '../../../../../deploy/local/gateway/load/parse-xml.ts'

const expressions = [
  '@("a")',
  '@(a < b && c > "d>")',
  '@{ return "}"; }',
  "@(x == '\"' || y == '\\'' || z == ')')",
  '@("\\"(" + @"c:\\" + @"say ""(""")',
  '@($"{dict["k"]} {{ {f("}")}")',
  '@($@"{dict["k"]}\\")',
  '@{ /* " ) } */ return 1; }',
  '@(list.Select(x => new { a = x[0] }).First())'
]

for (const source of expressions) {
  t.test(`${source} is found as a whole in an attribute and in text`, async (t) => {
    const { xml, expressions: found } = normalise(
      `<a b="${source}" c='${source}'><d> ${source} </d></a>`,
      'f.xml'
    )
    t.same(
      found.map((expression) => expression.source),
      [source, source, source]
    )
    t.same(
      found.map(({ line }) => line),
      [1, 1, 1]
    )
    t.match(parseXml(xml, 'f.xml'), {
      name: 'a',
      attributes: { b: /0/, c: /1/ },
      children: [{ name: 'd', text: /2/ }]
    })
  })
}

const overLines = [
  '@{\n  // it\'s "open\n  var a = @"one\ntwo";\n  return a;\n}',
  '@(1 + // )\n 2)',
  '@{\r\n  return 1; // "} done\r\n}',
  '@(\n  "a" /* ) \n */\n)',
  '@{ // https://example.com/"x"\n return \'"\'; }',
  '@($@"{dict["k"] // )\n}\n" + "//")'
]

for (const source of overLines) {
  t.test(`${JSON.stringify(source)} keeps its line breaks in an attribute and in text`, async (t) => {
    const { xml, expressions: found } = normalise(
      `<a>\n  <b c="${source}" d='${source}' />\n  <e>${source}</e>\n  <f />\n</a>`,
      'f.xml'
    )
    const lines = source.split('\n').length - 1
    t.match(found, [
      { source, line: 2, column: 9 },
      { source, line: 2 + lines },
      { source, line: 3 + 2 * lines, column: 6 }
    ])
    t.match(parseXml(xml, 'f.xml').children, [
      { place: { line: 2 } },
      { place: { line: 3 + 2 * lines } },
      { name: 'f', place: { line: 4 + 3 * lines } }
    ])
  })
}

t.test('escaped expressions and raw ones are read alike', async (t) => {
  const { expressions: found } = normalise(
    '<a b="@(x &lt; 1 &amp;&amp; y == &quot;)&quot;)" c="@(x < 1 && y)" />',
    'f.xml'
  )
  t.same(
    found.map(({ source }) => source),
    ['@(x < 1 && y == ")")', '@(x < 1 && y)']
  )
})

t.test('comments, CDATA and literals with raw characters keep their text', async (t) => {
  const { xml, expressions: found } = normalise(
    '<a b="x & y < z &amp; &#65;"><!-- @( " --><c><![CDATA[<raw> & "q"]]></c><d><![CDATA[ @("<") ]]></d></a>',
    'f.xml'
  )
  const root = parseXml(xml, 'f.xml')
  t.equal(root.attributes.b, 'x & y < z & A')
  t.equal(root.children[0]?.text, '<raw> & "q"')
  t.same(
    found.map(({ source }) => source),
    ['@("<")']
  )
})

t.test('an error about a missing end names the place of the beginning', async (t) => {
  for (const [text, line] of [
    ['<a>\n<b c="@(x" />', 2],
    ['<a>\n<b c="@(x // )" />', 2],
    ['<a>\n\n@{ return 1; </a>', 3],
    ['<a b="x', 1],
    ['<!-- x', 1]
  ] as const) {
    t.throws(() => normalise(text, 'f.xml'), { name: 'PolicyLoadError', place: { line } })
  }
})
