import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  compile,
  ExpressionError,
  loadGrammar
} from '../../../../../deploy/local/gateway/expressions/index.ts'
import { unsupported } from '../../../../../deploy/local/gateway/expressions/unsupported.ts'

const page = join(import.meta.dirname, '../../../../../deploy/local/gateway/expressions/README.md')

// Expressions that are refused with each sentence.
const examples: Record<keyof typeof unsupported, string[]> = {
  xml: [
    '@(XDocument.Parse("<a/>"))',
    '@(new System.Xml.Linq.XElement("a"))',
    '@{ XNode n = null; return n; }'
  ],
  certificates: [
    '@(new X509Certificate2(new byte[0]))',
    '@(RSA.Create())',
    '@(System.Security.Cryptography.CipherMode.CBC)'
  ],
  query: ['@((from x in new[] { 1 } select x).Count())'],
  dynamic: ['@((dynamic)1)', '@(JsonConvert.DeserializeObject<dynamic>("{}"))'],
  ref: ['@{ void F(ref int x) { } return 1; }', '@{ ref int F(int[] a) => ref a[0]; return 1; }'],
  generics: ['@{ T F<T>(T x) => x; return F(1); }'],
  gotoCase: ['@{ switch (1) { case 1: goto case 2; case 2: return 2; } return 3; }'],
  iterators: ['@{ IEnumerable<int> F() { yield return 1; } return F(); }'],
  async: ['@(await context.Request.Body.As<string>())', '@{ async void F() { } return 1; }'],
  rawJson: ['@(new JRaw("{}"))', '@(new JConstructor("a"))'],
  unsafe: ['@{ unsafe { return 1; } }'],
  arrays: ['@(new int[2, 2])', '@{ int[,] a = null; return a; }'],
  deconstruction: [
    '@{ var (a, b) = (1, 2); return a; }',
    '@{ foreach (var (a, b) in new[] { (1, 2) }) { } return 1; }'
  ],
  hash: ['@("a".GetHashCode())', '@(5.GetHashCode())'],
  zones: ['@(TimeZoneInfo.Utc.Id)', '@{ TimeZone z = null; return z; }']
}

await loadGrammar()

t.test('the page lists each sentence of a refusal, and no other', async (t) => {
  const rows = readFileSync(page, 'utf8').matchAll(/^\| .* \| ([^|]+) \|$/gm)
  const sentences = [...rows]
    .map(([, sentence]) => sentence)
    .filter((each) => !/^(---|The refusal)/.test(each ?? ''))
  t.same(sentences.sort(), Object.values(unsupported).sort())
})

t.test('what is not supported is refused with its sentence and an alternative', async (t) => {
  for (const [kind, sources] of Object.entries(examples))
    for (const source of sources)
      t.ok(
        refusal(source).includes(`${unsupported[kind as keyof typeof unsupported]}. `),
        `${source}: ${refusal(source)}`
      )
})

function refusal(source: string): string {
  try {
    compile(source, { file: 'table', line: 1, column: 1 })
    return 'accepted'
  } catch (error) {
    return error instanceof ExpressionError ? error.message : String(error)
  }
}
