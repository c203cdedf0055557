import t, { type Test } from 'tap'
import { listen, start } from '../start.ts'

const liquid = (template: string, attributes = '') =>
  `<set-body template="liquid" ${attributes}>${template}</set-body>`

async function filled(t: Test, template: string, body: string, attributes = '') {
  const { url } = await start(t, { inbound: liquid(template, attributes) })
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const response = await fetch(`${url}/x`, { method: 'POST', headers, body })
  return textIn(await response.json())
}

function textIn(sent: unknown) {
  return typeof sent === 'object' && sent !== null && 'body' in sent ? sent.body : sent
}

t.test('a template reads the JSON body, after named values are inserted', async (t) => {
  const { url } = await start(t, {
    namedValues: { greeting: 'Hello', constructed: '{{body.name}}' },
    inbound: liquid(
      '{"text":"{{greeting}}, {{body.name}} {{constructed}} {{constructor}} {{body.no.such}}."}'
    )
  })
  const headers = { 'content-type': 'application/vnd.example+json' }
  const response = await fetch(`${url}/x`, { method: 'POST', headers, body: '{"name":"Ada"}' })
  t.match(await response.json(), { body: '{"text":"Hello, Ada Ada  ."}' })
})

const cases: [template: string, body: string, expected: string][] = [
  ['{{body.a.b[1]}}', '{"a":{"b":[1,2]}}', '2'],
  ['{% for o in body.list %}{{ o.id }};{% endfor %}', '{"list":[{"id":1},{"id":2}]}', '1;2;'],
  ['{% if body.on %}yes{% else %}no{% endif %}', '{"on":false}', 'no'],
  ['{%- assign n = body.n | Plus: 1 -%} {{ n | Times: 2 }}', '{"n":2}', '6'],
  ['{{ body.id }}', '{"id":12345678901234567890}', '12345678901234567890'],
  ['{{ body.t | Upcase | Append: "!" }}', '{"t":"a"}', 'A!'],
  ['{{ body.n | DividedBy: 2 }} {{ body.f | DividedBy: 2 }}', '{"n":5,"f":2.5}', '2 1.25'],
  [
    '{{ body.a | Round }} {{ body.b | Round }} {{ body.c | Round: 2 }}',
    '{"a":2.5,"b":3.5,"c":1.005}',
    '2 4 1'
  ],
  ['{{ body.t | Escape }}', '{"t":"<a b=\\"c\\">&\'é"}', '&lt;a b=&quot;c&quot;&gt;&amp;&#39;&#233;'],
  ['{{ body.none | Default: "x" }}', '{}', 'x'],
  ['{{ body.l | Map: "n" | Join: "," }}', '{"l":[{"n":1},{"n":2}]}', '1,2'],
  ['{{ body.at | Date: "yyyyMMddTHH:mm:ssZ" }}', '{"at":"2012-03-21T05:40Z"}', '20120321T05:40:00Z'],
  ['{{ body.at | Date: "yyyy" }}', '{"at":"21 Mar 2012"}', '2012'],
  ['{{ body.at | Date: "yyyy" }}', '{"at":"soon"}', 'soon'],
  [
    '{{ body.at }} {{ body.then }}',
    '{"at":"2012-03-21T05:40Z","then":"/Date(1198908717056)/"}',
    '03/21/2012 05:40:00 12/29/2007 06:11:57'
  ],
  ['{{ body.toString }}{{ body.constructor }}{{ context.constructor.name }}', '{}', '']
]

for (const [template, body, expected] of cases) {
  t.test(`${template} with the body ${body} gives ${JSON.stringify(expected)}`, async (t) => {
    t.equal(await filled(t, template, body), expected)
  })
}

t.test('parse-date="false" leaves dates as they came', async (t) => {
  t.equal(
    await filled(t, '{{ body.at }}', '{"at":"2012-03-21T05:40Z"}', 'parse-date="false"'),
    '2012-03-21T05:40Z'
  )
})

t.test("a template sees the call's request, headers, parameters, variables and answer", async (t) => {
  const { url } = await start(t, {
    paths: { '/users/{id}': { post: {} } },
    inbound: `<set-variable name="text" value="v" /><set-variable name="three" value="@(3)" />
      <set-variable name="json" value="@(JObject.Parse("{'a':[1,{'b':'c'}]}"))" />
      <set-method>PUT</set-method>
      ${liquid(`{{context.Request.Method}} {{context.Request.OriginalMethod}} {{context.Request.MatchedParameters["id"]}}
        {{context.Request.Headers["X-A"]}} {{context.Request.Url.Path}} {{context.Request.OriginalUrl.Path}}
        {{context.Request.Url.Query["q"]}} {{context.Request.IpAddress}} {{context.Request.HasBody}}
        {{context.Variables["text"]}} {{context.Variables.three}} {{ context.Variables['json'].a[1].b }}
        {% for header in context.Request.Headers %}{% if header.Key == "x-a" %}{{header.Value}}{% endif %}{% endfor %}`)}`,
    outbound: `<set-header name="x-sent"><value>@(context.Response.Body.As<string>(true).Length > 0 ? "y" : "n")</value></set-header>
      ${liquid('{{context.Response.StatusCode}} {{context.Response.Headers["X-From"]}} {{body.body}}')}`
  })
  const response = await fetch(`${url}/users/7?q=1`, {
    method: 'POST',
    headers: { 'x-a': 'A' },
    body: 'text'
  })
  t.same((await response.text()).split(/\s+/), [
    ...['200', 'service'],
    ...['PUT', 'POST', '7', 'A', '/users/7', '/api/users/7', '1', '127.0.0.1', 'true', 'v', '3', 'c', 'A']
  ])
})

t.test('markup in the element is part of the body, in a template and without one', async (t) => {
  const soap = `
    <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
      <soap:Body a='1'><cust>{{body.cust}} &amp; more</cust><none /></soap:Body>
    </soap:Envelope>
  `
  t.equal(await filled(t, soap, '{"cust":"Ada"}'), soap.replace('{{body.cust}}', 'Ada'))
  const { url } = await start(t, { inbound: '<set-body><a b="1">\n<c/></a></set-body>' })
  t.match(await (await fetch(`${url}/x`, { method: 'POST', body: 'x' })).json(), {
    body: '<a b="1">\n<c/></a>'
  })
})

t.test('a template sees the body in a send-request, and not in a return-response', async (t) => {
  const other = await listen(t, (request, response) => request.pipe(response))
  const { url } = await start(t, {
    inbound: `<send-request response-variable-name="r">
        <set-url>${other}</set-url><set-method>POST</set-method>${liquid('sent {{body.a}}')}
      </send-request>
      <return-response>
        <set-header name="x-sent"><value>@(((IResponse)context.Variables["r"]).Body.As<string>())</value></set-header>
        ${liquid('{{body.a}}returned {{context.Request.Method}}')}
      </return-response>`
  })
  const headers = { 'content-type': 'text/json' }
  const response = await fetch(`${url}/x`, { method: 'POST', headers, body: '{"a":1}' })
  t.equal(response.headers.get('x-sent'), 'sent 1')
  t.equal(await response.text(), 'returned POST')
})

t.test('an expression can give the template', async (t) => {
  t.equal(await filled(t, '@("{{ body.a }}" + "!")', '{"a":1}'), '1!')
})

t.test('invalid JSON and any XML are evaluation failures; a body of another type is text', async (t) => {
  for (const [type, body, status, answer] of [
    ['application/json', '{', 500, undefined],
    ['application/soap+xml', '<a />', 500, undefined],
    ['text/plain', 'plain', 200, 'plain'],
    ['application/json', '', 200, '']
  ] as const) {
    const { url, calls } = await start(t, { inbound: liquid('{{body}}') })
    const response = await fetch(`${url}/x`, { method: 'POST', headers: { 'content-type': type }, body })
    t.equal(response.status, status, type)
    if (answer !== undefined) t.equal(textIn(await response.json()), answer)
    else t.match(calls(), [{ error: { source: 'set-body', reason: 'ExpressionValueEvaluationFailure' } }])
  }
})

t.test('an invalid template stops the load in every policy that can hold one', async (t) => {
  for (const [template, message] of [
    ['{% if %}', /Liquid template cannot be read/],
    ['{{ body.a | upcase }}', /upcase/],
    ['{{ body.a | Currency }}', /Currency/],
    ['{% include "/etc/passwd" %}', /include/],
    ['{% render "x" %}', /render/]
  ] as const) {
    for (const inbound of [
      liquid(template),
      `<return-response>${liquid(template)}</return-response>`,
      `<send-request><set-url>http://a</set-url>${liquid(template)}</send-request>`,
      `<send-one-way-request><set-url>http://a</set-url>${liquid(template)}</send-one-way-request>`
    ]) {
      await t.rejects(start(t, { inbound }), { message })
      await t.rejects(start(t, { inbound }), { message: /^api\.xml:2:/ })
    }
  }
  await t.rejects(start(t, { inbound: '<set-body>{{nothing}}</set-body>' }), {
    message: /no named value nothing/
  })
  await t.rejects(start(t, { inbound: liquid('x', 'xsi-nil="null"') }), {
    message: /xsi-nil.*not supported here/
  })
})
