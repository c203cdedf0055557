import type { MutatedFile, Mutation } from './mutation.ts'

const missing = 'a missing token is told from an invalid one'
const expired = 'an expired token is called so'
const claims = 'the claims of a step-up reach the caller'
const sealed = 'a problem has the headers of an answer that nobody runs or keeps'
const refused = 'refused calls are counted by address, and a valid token is not refused for them'
const limited = 'a user may call so often in a minute, and is told how often'

export const problem: MutatedFile = {
  file: 'fragments/problem.xml',
  mutations: [
    [
      'the message of the gateway shown',
      'context.Variables.GetValueOrDefault<string>("problem-detail", problem[2])',
      'context.LastError == null ? problem[2] : context.LastError.Message',
      expired
    ],
    [
      'the reason of the gateway shown',
      'new JProperty("code", code),',
      'new JProperty("code", code), new JProperty("reason", context.LastError == null ? "" : context.LastError.Reason),',
      expired
    ],
    [
      'expired is invalid',
      'error.Reason == "TokenExpired" ? "token_expired" : "token_invalid"',
      '"token_invalid"',
      expired
    ],
    [
      'invalid is expired',
      'error.Reason == "TokenExpired" ? "token_expired" : "token_invalid"',
      '"token_expired"',
      'a token signed by another key is invalid'
    ],
    [
      'a refused token is our fault',
      'error.PolicyId == "token" || error.Source == "validate-azure-ad-token"',
      'false',
      expired
    ],
    [
      'a missing identity is our fault',
      'error.PolicyId == "gateway-token"',
      'false',
      'a gateway without its identity calls nobody'
    ],
    ['a limit is our fault', 'error.Reason == "RateLimitExceeded" || ', '', limited],
    ['a quota is our fault', ' || error.Reason == "QuotaExceeded"', '', 'a user may call so often in a day'],
    [
      'an unknown path is our fault',
      'error.Reason == "OperationNotFound"',
      'false',
      'an unknown path is not found, and nothing of the gateway shows'
    ],
    [
      'no wrong methods on /mcp',
      '"method_not_allowed" : "not_found"',
      '"not_found" : "not_found"',
      'PUT on the MCP endpoint is a wrong method'
    ],
    [
      'another spelling of /mcp is another path',
      'StringComparer.OrdinalIgnoreCase',
      'StringComparer.Ordinal',
      'PUT on the MCP endpoint is a wrong method'
    ],
    [
      'a slash after /mcp is another path',
      "OriginalUrl.Path.TrimEnd('/')",
      'OriginalUrl.Path',
      'PUT on the MCP endpoint is a wrong method'
    ],
    [
      'wrong methods everywhere',
      '"method_not_allowed" : "not_found"',
      '"method_not_allowed" : "method_not_allowed"',
      'a method that no operation has is not found'
    ],
    [
      'an unreachable service is a bug',
      'error.Section == "backend" ? "overloaded" : "internal_error"',
      '"internal_error"',
      'a service that cannot be reached is overloaded'
    ],
    ...[
      'token_missing',
      'token_invalid',
      'token_expired',
      'user_required',
      'client_refused',
      'scope_insufficient'
    ].map(
      (code): Mutation => [
        `no limit of ${code}`,
        new RegExp(`(new\\[\\] \\{[^}]*)"${code}"`),
        (_found, before) => `${before}""`,
        refused
      ]
    ),
    ['no limit of refusals', 'value="rate_limited"', 'value="internal_error"', refused],
    [
      'another limit of refusals',
      '1000000000 - {{calls-per-minute}}',
      '999999999 - {{calls-per-minute}}',
      refused
    ],
    ['no time of refusals', '<set-variable name="retry-after" value="@(60)" />', '', refused],
    ['seconds not told', /\.Replace\("the seconds in Retry-After"[^\n]*/, ';', limited],
    [
      '1 seconds',
      '(seconds == "1" ? " second" : " seconds")',
      '" seconds"',
      'the page of a platform is no answer of ours'
    ],
    ['another status', '{ "token_expired", new[] { "401"', '{ "token_expired", new[] { "400"', expired],
    [
      'missing scopes not named',
      /if \(code == "scope_insufficient"\) \{ document[^\n]*/,
      '',
      'the scopes "User.Read" are not the one that is needed'
    ],
    ['no request id', /,\s*new JProperty\("requestId"[^\n]*/, '', missing],
    [
      'a request id of its own',
      'GetValueOrDefault<string>("request-id", context.RequestId.ToString("N"))',
      'GetValueOrDefault<string>("other", context.RequestId.ToString("N"))',
      'the trace of the client goes on'
    ],
    [
      'no consentUrl',
      'if (code == "consent_required") {',
      'if (code == "") {',
      '/me ends with the failure of its exchange, and the service is not asked'
    ],
    [
      'another consentUrl',
      '/adminconsent?client_id={{client-id}}',
      '/adminconsent',
      '/me ends with the failure of its exchange, and the service is not asked'
    ],

    ['no challenge when the token is missing', '{ "token_missing", "" },', '', missing],
    [
      'an error when the token is missing',
      '{ "token_missing", "" },',
      '{ "token_missing", "error=\\"invalid_token\\", " },',
      missing
    ],
    [
      'no challenge when the token is invalid',
      '{ "token_invalid", "error=\\"invalid_token\\", " },',
      '',
      'a token signed by another key is invalid'
    ],
    [
      'no challenge when the token is expired',
      '{ "token_expired", "error=\\"invalid_token\\", " },',
      '',
      expired
    ],
    ['another error of a step-up', 'insufficient_claims', 'insufficient_user_authentication', claims],
    [
      'no challenge when the scope is insufficient',
      ',\n      { "scope_insufficient", "error=\\"insufficient_scope\\", " }',
      '',
      'the scopes "User.Read" are not the one that is needed'
    ],
    [
      'a challenge for applications',
      '{ "token_missing", "" },',
      '{ "token_missing", "" }, { "user_required", "error=\\"invalid_token\\", " },',
      'an application without a user is told so'
    ],
    [
      'no claims in the challenge',
      'if (code == "claims_required") {\n      var claims',
      'if (code == "") {\n      var claims',
      claims
    ],
    [
      'claims in the challenge as they are',
      'Convert.ToBase64String(Encoding.UTF8.GetBytes(claims))',
      'claims.Replace("\\"", "\'")',
      claims
    ],
    [
      'no authorization_uri',
      ', authorization_uri=\\"{{authority-host}}/{{tenant-id}}/oauth2/v2.0/authorize\\"',
      '',
      claims
    ],
    ['no scope in the challenge', 'scope=\\"" + scopes + "\\", ', '', missing],
    ['one scope for the sign-in', '"{{sign-in-scopes}}"', '"{{app-id-uri}}/access_as_user"', missing],
    [
      'more scopes than the call needs',
      'code == "scope_insufficient" ? "{{app-id-uri}}/access_as_user" : ',
      '',
      'the scopes "User.Read" are not the one that is needed'
    ],
    [
      'a short scope in the challenge',
      '? "{{app-id-uri}}/access_as_user" :',
      '? "access_as_user" :',
      'the scopes "User.Read" are not the one that is needed'
    ],
    ['no resource_metadata', ', resource_metadata=\\"" + metadata + "\\""', '"', missing],
    [
      'the host of the request',
      'resource.GetLeftPart(UriPartial.Authority) + ',
      'context.Request.OriginalUrl.Scheme + "://" + context.Request.OriginalUrl.Host + ',
      'no host of the client gets into challenges and metadata'
    ],
    [
      'one metadata for both addresses',
      'context.Operation.Id.Contains("-oauth-mcp")',
      'false',
      'each challenge of an address names the metadata of that address'
    ],
    [
      'HEAD has the other metadata',
      'context.Operation.Id.Contains("-oauth-mcp")',
      'context.Operation.Id.EndsWith("-oauth-mcp")',
      'GET, HEAD and DELETE on the MCP endpoint need a token, and are wrong methods'
    ],
    [
      'no wrong methods on the second address',
      ', new Uri("{{public-url}}/oauth/mcp").AbsolutePath }',
      ' }',
      'PUT on the MCP endpoint is a wrong method'
    ],
    [
      'no sentences of their own',
      'context.Variables.GetValueOrDefault<string>("problem-detail", problem[2])',
      'problem[2]',
      'the gateway refuses an authorization request in the words of the service'
    ],
    ['metadata without the path', ' + resource.AbsolutePath;\n', ';\n', missing],

    [
      'no Retry-After',
      'if (status != 429 && status != 503) { return ""; }',
      'if (true) { return ""; }',
      limited
    ],
    [
      'Retry-After of limits only',
      'if (status != 429 && status != 503)',
      'if (status != 429)',
      'a service that cannot be reached is overloaded'
    ],
    ['Retry-After on everything', 'if (status != 429 && status != 503) { return ""; }', '', sealed],
    ['Retry-After not of the limit', 'context.Variables["retry-after"].ToString()', '"60"', limited],
    [
      'Retry-After not of Entra',
      'return forwarded ?? ',
      'return ',
      'the waiting time of Entra reaches the caller'
    ],
    [
      'Retry-After not of the platform',
      'context.Response.Headers.GetValueOrDefault("Retry-After", "5")',
      '"5"',
      'the page of a platform is no answer of ours'
    ],
    ['no metric', /<emit-metric[\s\S]*?<\/emit-metric>/, '', 'a problem is counted and traced, by its code'],
    [
      'a metric without the operation',
      '<dimension name="Operation ID" />',
      '',
      'a problem is counted and traced, by its code'
    ],
    ['no trace', /<trace[\s\S]*?<\/trace>/, '', 'a problem is counted and traced, by its code'],
    ['no status', /<set-status[^\n]*\n/, '', missing],
    ['no content type', /<set-header name="Content-Type"[\s\S]*?<\/set-header>/, '', sealed],
    ['no WWW-Authenticate', /<set-header name="WWW-Authenticate"[\s\S]*?<\/set-header>/, '', missing],
    ['no Retry-After header', /<set-header name="Retry-After"[\s\S]*?<\/set-header>/, '', limited],
    [
      'no Allow',
      /<set-header name="Allow"[\s\S]*?<\/set-header>/,
      '',
      'PUT on the MCP endpoint is a wrong method'
    ],
    [
      'Allow on everything',
      '@((string)context.Variables["problem"] == "method_not_allowed" ? "override" : "delete")',
      'override',
      sealed
    ],
    ['problems kept', /<set-header name="Cache-Control"[\s\S]*?<\/set-header>/, '', sealed],
    ['no content policy', /<set-header name="Content-Security-Policy"[\s\S]*?<\/set-header>/, '', sealed],
    ['no strict transport', /<set-header name="Strict-Transport-Security"[\s\S]*?<\/set-header>/, '', sealed],
    ['sniffing', /<set-header name="X-Content-Type-Options"[\s\S]*?<\/set-header>/, '', sealed],
    ['no body', /<set-body>[\s\S]*?<\/set-body>/, '', missing]
  ]
}
