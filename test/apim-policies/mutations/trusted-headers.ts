import type { MutatedFile, Mutation } from './mutation.ts'

const trace = 'a call without a trace begins one'
const proof = 'the gateway proves itself, whatever token the client sent'
const kept = (name: string): Mutation => [
  `${name} kept`,
  `<set-header name="${name}" exists-action="delete" />`,
  '',
  `${name.toLowerCase()} of a client ends at the gateway`
]

export const trustedHeaders: MutatedFile = {
  file: 'fragments/trusted-headers.xml',
  mutations: [
    ...[
      'X-Graph-Token',
      'X-Graph-Error',
      'Forwarded',
      'X-Forwarded-Host',
      'X-Forwarded-Port',
      'X-Forwarded-Prefix',
      'X-Forwarded-Proto',
      'Ocp-Apim-Subscription-Key'
    ].map(kept),
    [
      'X-Gateway-Token kept',
      /<set-header name="X-Gateway-Token" exists-action="(delete" \/|override")>/g,
      (found) => (found.includes('delete') ? '' : found.replace('override', 'append')),
      proof
    ],
    [
      'X-Gateway-Token not set',
      /<set-header name="X-Gateway-Token" exists-action="override">[\s\S]*?<\/set-header>/,
      '',
      proof
    ],
    [
      'no identity named',
      ' client-id="{{managed-identity-client-id}}"',
      '',
      'a user with a good token gets through'
    ],
    [
      'the identity of another API',
      'resource="{{app-id-uri}}"',
      'resource="{{exchange-audience}}"',
      'a user with a good token gets through'
    ],
    [
      'no identity',
      /<authentication-managed-identity[^>]*>/,
      '<set-variable name="gateway-token" value="x.y.z" />',
      'a user with a good token gets through'
    ],
    [
      'the identity instead of the caller',
      ' output-token-variable-name="gateway-token"',
      '',
      'the token of the caller is forwarded untouched'
    ],
    [
      'calls without an identity',
      'ignore-error="false"',
      'ignore-error="true"',
      'a gateway without its identity calls nobody'
    ],
    [
      'an identity without its name',
      ' id="gateway-token"',
      '',
      'a gateway without its identity calls nobody'
    ],
    [
      'the address that the client names',
      /<set-header name="X-Forwarded-For"[\s\S]*?<\/set-header>/,
      '',
      'the address of the caller is what the gateway saw'
    ],
    [
      "the address beside the client's",
      '"X-Forwarded-For" exists-action="override"',
      '"X-Forwarded-For" exists-action="append"',
      'the address of the caller is what the gateway saw'
    ],
    [
      'keys in the query',
      '<set-query-parameter name="subscription-key" exists-action="delete" />',
      '',
      'a subscription key in the query goes no further'
    ],
    [
      'a request id of its own',
      'return given.Success ? given.Groups[1].Value : ',
      'return ',
      'the trace of the client goes on'
    ],
    ['a trace of zeros', '(?!0{32})', '', trace],
    ['a span of zeros', '(?!0{16})', '', trace],
    ['a trace anywhere', '"^[0-9a-f]{2}-', '"[0-9a-f]{2}-', trace],
    ['no new trace', /<set-header name="traceparent"[\s\S]*?<\/set-header>/, '', trace],
    ['a state of no trace', '<set-header name="tracestate" exists-action="delete" />', '', trace],
    [
      'always a new trace',
      '(string)context.Variables["request-id"] == context.RequestId.ToString("N")',
      'true',
      'the trace of the client goes on'
    ],
    [
      'another trace than the request id',
      '@("00-" + (string)context.Variables["request-id"] + "-"',
      '@("00-" + Guid.NewGuid().ToString("N") + "-"',
      'Entra, the service and the caller are told one request id'
    ]
  ]
}
