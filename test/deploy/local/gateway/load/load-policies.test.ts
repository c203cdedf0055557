import t from 'tap'
import { policies } from '../../../../../deploy/local/gateway/policies/index.ts'
import { unsupportedPolicies } from '../../../../../deploy/local/gateway/policies/unsupported-policies.ts'
import { MOST_BYTES } from '../../../../../deploy/local/gateway/undocumented.ts'
import { policyDocument, start } from '../start.ts'

const lookup = (key: string) => `<cache-lookup-value key="${key}" variable-name="v" />`
const cors = (...origins: string[]) =>
  `<cors><allowed-origins>${origins.map((origin) => `<origin>${origin}</origin>`).join('')}</allowed-origins></cors>`

const faults: [name: string, inbound: string, line: RegExp][] = [
  ['an unknown policy', '<no-such-policy />', /no policy <no-such-policy>/],
  ['a policy in the wrong section', '<forward-request />', /may stand in backend/],
  ['an unknown attribute', '<set-variable name="a" value="b" valu="c" />', /no attribute valu/],
  ['a missing attribute', '<set-variable name="a" />', /needs the attribute value/],
  ['an unknown child', '<set-header name="a"><vlue>1</vlue></set-header>', /no child <vlue>/],
  ['text where none belongs', '<choose>text<when condition="true" /></choose>', /holds no text/],
  [
    'children out of order',
    '<return-response><set-body>x</set-body><set-status code="200" /></return-response>',
    /too late/
  ],
  [
    'too many children',
    '<return-response><set-body>x</set-body><set-body>y</set-body></return-response>',
    /takes 1/
  ],
  ['a choose without when', '<choose><otherwise /></choose>', /needs 1 <when>/],
  [
    'a word for a number',
    '<rate-limit-by-key calls="many" renewal-period="1" counter-key="k" />',
    /not a number/
  ],
  [
    'a renewal period over 300 s',
    '<rate-limit-by-key calls="1" renewal-period="301" counter-key="k" />',
    /more than 300/
  ],
  ['a value outside its list', '<set-header name="a" exists-action="replace" />', /none of override/],
  [
    'an expression inside text',
    '<set-header name="a"><value>Bearer @("x")</value></set-header>',
    /whole value/
  ],
  [
    'an expression where a literal belongs',
    '<cache-lookup-value key="k" variable-name="@(&quot;x&quot;)" />',
    /takes no expression/
  ],
  ['an expression whose end is commented out', '<set-variable name="a" value="@(1 // one)" />', /not closed/],
  ['an unknown named value', '<set-variable name="a" value="{{nothing}}" />', /no named value nothing/],
  ['an unknown fragment', '<include-fragment fragment-id="nothing" />', /no fragment nothing/],
  ['a nested base', '<choose><when condition="true"><base /></when></choose>', /no policy <base>/],
  ['unclosed XML', '<choose>', /./],
  ['a document type', '<!DOCTYPE x>', /document type/],
  ['two sources of a token', '<validate-jwt header-name="a" token-value="b" />', /exactly one of/],
  ['a filter without an address', '<ip-filter action="allow" />', /needs an <address>/],
  [
    'a filter with a network',
    '<ip-filter action="allow"><address>10.0.0.0/8</address></ip-filter>',
    /10\.0\.0\.0\/8 is not an IP address/
  ],
  [
    'a range that runs backwards',
    '<ip-filter action="allow"><address-range from="10.0.0.2" to="10.0.0.1" /></ip-filter>',
    /10\.0\.0\.2 to 10\.0\.0\.1 is not an IP address or range/
  ],
  [
    'a range of two families',
    '<ip-filter action="allow"><address-range from="10.0.0.2" to="::1" /></ip-filter>',
    /addresses of one family/
  ],
  [
    'a header name with a space',
    '<set-header name="X A"><value>1</value></set-header>',
    /"X A" is not a header name/
  ],
  ['an empty header name', '<set-header name=""><value>1</value></set-header>', /is not a header name/],
  [
    'a start that is not a time',
    '<quota-by-key calls="1" renewal-period="300" counter-key="k" first-period-start="2030-01-01" />',
    /first-period-start is not a time of the form/
  ],
  [
    'a quota without an amount',
    '<quota-by-key renewal-period="300" counter-key="k" />',
    /needs calls, bandwidth/
  ],
  [
    'a quota with too short a period',
    '<quota-by-key calls="1" renewal-period="299" counter-key="k" />',
    /at least 300 seconds/
  ],
  [
    'a quota per subscription outside a product',
    '<quota calls="1" renewal-period="0" />',
    /the scope product, not at api/
  ],
  [
    'a limit of an API without a name',
    '<rate-limit calls="1" renewal-period="1"><api calls="1" renewal-period="1" /></rate-limit>',
    /<api> in <rate-limit> needs id or name/
  ],
  [
    'an expression in a limit per subscription',
    '<rate-limit calls="@(1)" renewal-period="1" />',
    /calls takes no expression/
  ],
  ['a second cors', cors('*') + cors('*'), /only once/],
  [
    'a second cors in a branch',
    `${cors('*')}<choose><when condition="false">${cors('*')}</when></choose>`,
    /only once/
  ],
  ['a second cache lookup', lookup('a') + lookup('b'), /only once/],
  [
    'a cache lookup in each of two branches',
    `<choose><when condition="false">${lookup('a')}</when><otherwise>${lookup('b')}</otherwise></choose>`,
    /only once/
  ],
  [
    'an origin with a wildcard',
    cors('https://*.example.com'),
    /"https:\/\/\*\.example\.com" is not an origin/
  ],
  ['an origin that is a bare host', cors('app.example.com'), /is not an origin/],
  ['an origin that is a host and port', cors('localhost:3000'), /is not an origin/],
  ['an origin with a path', cors('https://app.example.com/start'), /is not an origin/],
  ['an origin with a query', cors('https://app.example.com?a'), /is not an origin/],
  ['an origin with a user', cors('https://me@app.example.com'), /is not an origin/],
  ['the origin null', cors('null'), /is not an origin/],
  ['an empty origin', cors(' '), /is not an origin/],
  ['a port beyond 65535', cors('https://app.example.com:65536'), /is not an origin/],
  ['every origin and one more', cors('*', 'https://app.example.com'), /stands alone/],
  ['unsigned tokens', '<validate-jwt header-name="a" require-signed-tokens="false" />', /none of true/]
]

for (const [name, inbound, message] of faults) {
  t.test(`${name} stops the load with file and line`, async (t) => {
    await t.rejects(start(t, { inbound: `<base />\n${inbound}` }), { message, name: 'PolicyLoadError' })
    await t.rejects(start(t, { inbound: `<base />\n${inbound}` }), { message: /^api\.xml:[34567]:\d+: / })
  })
}

t.test('a policy that API Management has and the gateway does not run is refused by its name', async (t) => {
  for (const name of unsupportedPolicies) {
    t.notOk(policies.has(name), `${name} is one or the other`)
    for (const inbound of [`<${name} />`, `<choose><when condition="false"><${name} /></when></choose>`])
      await t.rejects(start(t, { inbound }), {
        message: new RegExp(`^api\\.xml:2:\\d+: .*<${name}>.*not supported here`)
      })
  }
})

t.test(
  'an attribute or child that only API Management supports has another message than an unknown one',
  async (t) => {
    const cases: [inbound: string, message: RegExp][] = [
      ['<mock-response index="1" />', /attribute index of <mock-response>.*not supported here/],
      [
        '<rate-limit-by-key calls="1" renewal-period="1" counter-key="k" increment-after-response="true" />',
        /increment-after-response.*not supported here/
      ],
      [
        '<validate-jwt header-name="a"><decryption-keys /></validate-jwt>',
        /<decryption-keys> in <validate-jwt>.*not supported here/
      ],
      ['<mock-response indx="1" />', /has no attribute indx/],
      ['<validate-jwt header-name="a"><decryption-key /></validate-jwt>', /has no child <decryption-key>/]
    ]
    for (const [inbound, message] of cases) await t.rejects(start(t, { inbound }), { message })
  }
)

t.test('a fault in the folder names its file', async (t) => {
  const cases: [files: Record<string, string>, message: RegExp][] = [
    [{ 'operations/no-such.xml': policyDocument({}) }, /^operations\/no-such\.xml:/],
    [{ 'fragments/unused.xml': '<fragment />' }, /^fragments\/unused\.xml:1:1: no policy includes/],
    [{ 'fragments/f.xml': '<policies />' }, /^fragments\/f\.xml:1:1: /],
    [{ 'product.xml': '<policies><inbound /><inbound /></policies>' }, /^product\.xml:1:\d+: .*twice/],
    [{ 'product.xml': '<policies><middle /></policies>' }, /^product\.xml:1:\d+: /],
    [
      {
        'product.xml': policyDocument({
          backend: '<base /><set-header name="a"><value>1</value></set-header>'
        })
      },
      /^product\.xml:.*one element/
    ]
  ]
  for (const [files, message] of cases) await t.rejects(start(t, { files }), { message })
})

t.test('a policy that may appear once may appear once in each section of each document', async (t) => {
  const origins = cors('https://app.example.com', 'http://localhost:3000/', 'capacitor://localhost', '@("x")')
  await start(t, {
    inbound: `${origins}${lookup('a')}<base />`,
    outbound: `<base />${lookup('b')}`,
    files: { 'product.xml': policyDocument({ inbound: `${cors(' * ')}${lookup('a')}<base />` }) }
  })
})

t.test(
  'policies of a fragment count in the section that includes it, and a fragment has no cache lookup',
  async (t) => {
    const include = '<include-fragment fragment-id="one" />'
    const cases: [inbound: string, fragment: string, message: RegExp][] = [
      [include, lookup('a'), /^fragments\/one\.xml:1:\d+: .*may not stand in a fragment/],
      [
        include,
        `<choose><when condition="false">${lookup('a')}</when></choose>`,
        /may not stand in a fragment/
      ],
      [cors('*') + include, cors('*'), /^fragments\/one\.xml:1:\d+: .*only once/],
      [include + include, cors('*'), /^fragments\/one\.xml:1:\d+: .*only once/]
    ]
    for (const [inbound, fragment, message] of cases) {
      const files = { 'fragments/one.xml': `<fragment>${fragment}</fragment>` }
      await t.rejects(start(t, { inbound, files }), { message })
    }
    await start(t, { inbound: include, files: { 'fragments/one.xml': `<fragment>${cors('*')}</fragment>` } })
  }
)

t.test('a file may have the size that API Management accepts, and not a byte more', async (t) => {
  const padded = (text: string, size: number) => {
    const rest = size - Buffer.byteLength(`${text}é<!---->`)
    return `${text}<!--é${' '.repeat(rest)}-->`
  }
  const setups = (more: number) => ({
    'fragments/one.xml': {
      inbound: '<include-fragment fragment-id="one" />',
      files: { 'fragments/one.xml': padded('<fragment />', MOST_BYTES.fragment + more) }
    },
    'product.xml': { files: { 'product.xml': padded(policyDocument({}), MOST_BYTES.document + more) } }
  })
  for (const setup of Object.values(setups(0))) await start(t, setup)
  for (const [file, setup] of Object.entries(setups(1)))
    await t.rejects(start(t, setup), { place: { file, line: 1, column: 1 }, message: /bytes/ })
})

t.test('a fragment includes no other fragment', async (t) => {
  const files = {
    'fragments/one.xml': '<fragment><include-fragment fragment-id="two" /></fragment>',
    'fragments/two.xml': '<fragment />'
  }
  await t.rejects(start(t, { inbound: '<include-fragment fragment-id="one" />', files }), {
    message: /includes no other/
  })
})
