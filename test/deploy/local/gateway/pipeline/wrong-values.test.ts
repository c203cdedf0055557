import t from 'tap'
import { listen, start } from '../start.ts'

// A policy must accept any value that an expression gives, or fail with an evaluation failure. It must never crash.
const wrong = [
  '""',
  '" "',
  '"é\\n"',
  '"a b"',
  '"-1"',
  '"99999999999"',
  '(string)null',
  '1.5',
  'true',
  '-5',
  '"http://"',
  '"\\u0000"'
]
const policies: [section: 'inbound' | 'backend' | 'outbound', policy: string][] = [
  ['inbound', '<set-header name="X"><value>v</value></set-header>'],
  ['outbound', '<set-header name="X"><value>v</value></set-header>'],
  ['outbound', '<set-header name="n"><value>X</value></set-header>'],
  ['inbound', '<set-method>X</set-method>'],
  ['inbound', '<rewrite-uri template="X" />'],
  ['inbound', '<set-backend-service base-url="X" />'],
  ['inbound', '<set-backend-service backend-id="X" />'],
  ['outbound', '<set-status code="X" reason="X" />'],
  ['inbound', '<send-request ignore-error="true" timeout="1"><set-url>X</set-url></send-request>'],
  ['inbound', '<send-request timeout="X"><set-url>{{other}}</set-url></send-request>'],
  [
    'inbound',
    '<send-request><set-url>{{other}}</set-url><set-header name="X"><value>X</value></set-header></send-request>'
  ],
  ['inbound', '<send-one-way-request><set-url>X</set-url></send-one-way-request>'],
  ['inbound', '<ip-filter action="allow"><address>X</address></ip-filter>'],
  ['inbound', '<ip-filter action="allow"><address-range from="X" to="127.0.0.9" /></ip-filter>'],
  ['inbound', '<rate-limit-by-key calls="5" renewal-period="5" counter-key="X" increment-condition="X" />'],
  ['inbound', '<rate-limit-by-key calls="5" renewal-period="5" counter-key="X" increment-count="X" />'],
  ['inbound', '<quota-by-key calls="5" renewal-period="300" counter-key="X" increment-condition="X" />'],
  ['inbound', '<cache-store-value key="X" value="X" duration="X" />'],
  ['inbound', '<wait for="X"><send-request><set-url>{{other}}</set-url></send-request></wait>'],
  ['inbound', '<set-body template="liquid">X</set-body>'],
  ['outbound', '<find-and-replace from="X" to="X" />'],
  ['inbound', '<authentication-basic username="X" password="X" />'],
  ['inbound', '<log-to-eventhub logger-id="l" partition-key="X">X</log-to-eventhub>'],
  ['backend', '<forward-request timeout="X" />'],
  ['backend', '<retry condition="X" count="1" interval="0"><forward-request /></retry>'],
  [
    'inbound',
    '<return-response><set-status code="X" /><set-header name="X"><value>X</value></set-header></return-response>'
  ]
]

for (const [section, policy] of policies) {
  t.test(`${policy} in ${section} survives any value of an expression`, async (t) => {
    const other = await listen(t, (request, response) => request.pipe(response))
    const inside = policy.replaceAll(
      'X',
      '@{ switch (context.Request.Url.Query.GetValueOrDefault("n", "")) {' +
        wrong.map((value, index) => `case "${index}": return (object)(${value});`).join(' ') +
        ' default: return null; } }'
    )
    const { url, calls } = await start(t, { [section]: inside, namedValues: { other } })
    for (const [index, value] of wrong.entries()) {
      const response = await fetch(`${url}/x?n=${index}`, { method: 'POST', body: 'text' })
      await response.arrayBuffer()
      const { error } = calls().at(-1) ?? {}
      t.notMatch(error, { reason: 'InternalError' }, value)
      if (response.status === 500) t.ok(error, `${value}: the failure has a reason`)
    }
  })
}
