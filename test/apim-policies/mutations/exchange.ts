import type { MutatedFile } from './mutation.ts'

const secret = 'any character may stand in the client secret'
const asked = 'the exchange asks for what the flow demands, each value encoded'
const retry = 'a failure of Entra is tried once more, at once'

export const exchange: MutatedFile = {
  file: 'fragments/exchange.xml',
  mutations: [
    [
      'the secret in a literal',
      'Uri.EscapeDataString((string)context.Variables["client-secret"])',
      'Uri.EscapeDataString("{{client-secret}}")',
      secret
    ],
    [
      'the secret in a verbatim literal',
      'Uri.EscapeDataString((string)context.Variables["client-secret"])',
      'Uri.EscapeDataString(@"{{client-secret}}")',
      secret
    ],
    [
      'the secret not encoded',
      'Uri.EscapeDataString((string)context.Variables["client-secret"])',
      '(string)context.Variables["client-secret"]',
      secret
    ],
    [
      'always the managed identity',
      '(string)context.Variables["exchange-credential"] == "secret"',
      'false',
      secret
    ],
    ['always the secret', '(string)context.Variables["exchange-credential"] == "secret"', 'true', asked],
    [
      'an identity that fails ends the call',
      'output-token-variable-name="client-assertion" ignore-error="true"',
      'output-token-variable-name="client-assertion" ignore-error="false"',
      'without an assertion of the managed identity Entra is not even asked'
    ],
    [
      'another audience of the assertion',
      'resource="{{exchange-audience}}"',
      'resource="{{app-id-uri}}"',
      'a user with a good token gets through'
    ],
    [
      'no identity named',
      ' client-id="{{managed-identity-client-id}}"',
      '',
      'a user with a good token gets through'
    ],
    [
      'another identity',
      ' client-id="{{managed-identity-client-id}}"',
      ' client-id="{{client-id}}"',
      'a user with a good token gets through'
    ],
    [
      'the assertion without its type',
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      'jwt-bearer',
      asked
    ],
    [
      'the type of the assertion not encoded',
      'Uri.EscapeDataString("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")',
      '"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"',
      asked
    ],
    [
      'an exchange without a proof',
      '(string)context.Variables["client-proof"] != ""',
      'true',
      'without an assertion of the managed identity Entra is not even asked'
    ],
    ['no retry', /<retry [\s\S]*?first-fast-retry="true">|<\/retry>/g, '', retry],
    ['a late retry', ' first-fast-retry="true"', '', retry],
    ['two retries', 'count="1"', 'count="2"', 'a lasting failure of Entra is tried no third time'],
    ['no retry of failures', 'response == null || response.StatusCode >= 500', 'response == null', retry],
    [
      'no retry of broken connections',
      'return response == null || response.StatusCode',
      'return response != null && response.StatusCode',
      'a dropped connection to Entra is tried once more'
    ],
    [
      'retries of throttled calls',
      'response == null || response.StatusCode >= 500;',
      'response == null || response.StatusCode >= 429;',
      'a refusal of Entra is not tried again'
    ],
    [
      'Entra out of reach ends the call',
      'timeout="5" ignore-error="true"',
      'timeout="5" ignore-error="false"',
      'Entra out of reach is Entra being unavailable'
    ],
    ['no Accept', /<set-header name="Accept"[\s\S]*?<\/set-header>/, '', asked],
    [
      'no request id for Entra',
      /<set-header name="client-request-id"[\s\S]*?<\/set-header>/,
      '',
      'Entra is told the request id'
    ],
    ['no content type', /<set-header name="Content-Type"[\s\S]*?<\/set-header>/, '', asked],
    ['GET', '<set-method>POST</set-method>', '', 'a user with a good token gets through'],
    ['another grant', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'client_credentials', asked],
    ["on nobody's behalf", '{ "requested_token_use", "on_behalf_of" },', '', asked],
    ['another scope', '{{graph-url}}/.default', '{{graph-url}}/User.Read', asked],
    ['form values not encoded', 'Uri.EscapeDataString(field.Value)', 'field.Value', asked]
  ]
}
