import t from 'tap'
import { policies } from '../../../../deploy/local/gateway/policies/index.ts'
import { unsupportedPolicies } from '../../../../deploy/local/gateway/policies/unsupported-policies.ts'
import { policyDocument, start } from './start.ts'

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

t.test('what a policy takes in API Management alone is told from what it never takes', async (t) => {
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
})

t.test('faults of the folder name their file', async (t) => {
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

t.test('a fragment includes no other fragment', async (t) => {
  const files = {
    'fragments/one.xml': '<fragment><include-fragment fragment-id="two" /></fragment>',
    'fragments/two.xml': '<fragment />'
  }
  await t.rejects(start(t, { inbound: '<include-fragment fragment-id="one" />', files }), {
    message: /includes no other/
  })
})
