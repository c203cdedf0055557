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
      'resource="api://AzureADTokenExchange"',
      'resource="{{app-id-uri}}"',
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
    ['five retries', 'count="1"', 'count="5"', 'a lasting failure of Entra is tried no third time'],
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
    ['form values not encoded', 'Uri.EscapeDataString(field.Value)', 'field.Value', asked],

    ['429 taken by its error', 'response.StatusCode == 429 || ', '', 'Entra answers 429'],
    [
      '5xx taken by its error',
      'response.StatusCode >= 500 || string.IsNullOrEmpty',
      'string.IsNullOrEmpty',
      'Entra answers 503'
    ],
    [
      'an error that is missing',
      ' || string.IsNullOrEmpty(error)',
      '',
      'Entra answers a refusal without an error'
    ],
    ['busy is misconfigured', ' || error == "temporarily_unavailable"', '', 'Entra answers that it is busy'],
    ['claims not looked at', '!string.IsNullOrEmpty(claims)', 'false', 'Entra answers claims'],
    [
      'claims without their error only',
      '!string.IsNullOrEmpty(claims)',
      '!string.IsNullOrEmpty(claims) && error == "interaction_required"',
      'Entra answers claims with another error'
    ],
    ['claims lost', ', new JProperty("claims", claims)', '', 'the claims of a step-up reach the caller'],
    [
      'suberror not looked at',
      ' || (string)answer["suberror"] == "consent_required"',
      '',
      'Entra answers a missing consent'
    ],
    [
      'consent by suberror only',
      'error == "consent_required" || ',
      '',
      'Entra answers a missing consent as its error'
    ],
    [
      'consent by error_description',
      'error == "consent_required" || ',
      '((string)answer["error_description"] ?? "").Contains("AADSTS65001") || ',
      'Entra answers a refused assertion whose description speaks of consent'
    ],
    [
      'grants by error_description',
      'error == "invalid_grant")',
      '((string)answer["error_description"] ?? "").Contains("invalid_grant"))',
      'Entra answers an unknown client whose description speaks of grants'
    ],
    [
      'every failure is consent',
      'new JProperty("code", "token_invalid")',
      'new JProperty("code", "consent_required")',
      'Entra answers a refused assertion'
    ],
    ['interaction unknown', 'error == "interaction_required" || ', '', 'Entra answers a needed interaction'],
    ['sign-in unknown', 'error == "login_required" || ', '', 'Entra answers a needed sign-in'],
    ['refused assertions unknown', ' || error == "invalid_grant")', ')', 'Entra answers a refused assertion'],
    [
      'our fault is theirs',
      'new JProperty("code", "exchange_misconfigured")',
      'new JProperty("code", "token_invalid")',
      'Entra answers an unknown client'
    ],
    [
      'a token of any type',
      /string\.Equals\(\(string\)answer\["token_type"\].*?OrdinalIgnoreCase\) && /,
      '',
      'Entra answers a token of another type'
    ],
    [
      'a token type in one case',
      'StringComparison.OrdinalIgnoreCase',
      'StringComparison.Ordinal',
      'Entra answers a token of type bearer'
    ],
    ['any success', 'response.StatusCode == 200', 'response.StatusCode >= 200', 'Entra answers claims'],
    [
      'an answer that cannot be read ends the call',
      /\btry \{|\} catch \(Exception\) \{[^}]*\}/g,
      '',
      'Entra answers an HTML page'
    ],
    ['no waiting time of Entra', 'outcome["retryAfter"] =', 'var ignored =', 'Entra answers 429'],
    [
      'waiting for ever',
      'Math.Min(Math.Max(seconds, 1), 300)',
      'Math.Max(seconds, 1)',
      'Entra answers 429 for days'
    ],
    ['waiting for nothing', 'Math.Max(seconds, 1)', 'seconds', 'Entra answers 429 for no time'],
    [
      'a Graph token kept to its end',
      'expiresIn - 300',
      'expiresIn',
      'a Graph token is kept no longer than it lives, five minutes aside'
    ],
    [
      'a lifetime without that of Graph',
      'Math.Min(Math.Min(expiresIn - 300, left - 60), 3300)',
      'Math.Min(left - 60, 3300)',
      'a Graph token is kept no longer than it lives, five minutes aside'
    ],
    [
      'a lifetime without that of the caller',
      'Math.Min(expiresIn - 300, left - 60)',
      '(expiresIn - 300)',
      'a Graph token is kept no longer than the token of its user'
    ],
    [
      'a lifetime up to that of the caller',
      'left - 60',
      'left',
      'a Graph token is kept no longer than the token of its user'
    ],
    [
      'a lifetime without a bound',
      'Math.Min(Math.Min(expiresIn - 300, left - 60), 3300)',
      'Math.Min(expiresIn - 300, left - 60)',
      'a Graph token is kept for 55 minutes at most'
    ],
    [
      'a fixed lifetime',
      'return Math.Min(Math.Min(expiresIn - 300, left - 60), 3300)',
      'return 3540',
      'a Graph token of a user whose own token ends soon is not kept'
    ],
    [
      'no metric',
      /<emit-metric[\s\S]*?<\/emit-metric>/,
      '',
      'the outcome of an exchange is counted and traced, by its class alone'
    ],
    [
      'no trace',
      /<trace[\s\S]*?<\/trace>/,
      '',
      'the outcome of an exchange is counted and traced, by its class alone'
    ],
    [
      'the token in the metric',
      '<dimension name="result" value="@((string)context.Variables["exchange-result"])" />',
      '<dimension name="result" value="@((string)context.Variables["exchange-outcome"])" />',
      'the outcome of an exchange is counted and traced, by its class alone'
    ]
  ]
}
