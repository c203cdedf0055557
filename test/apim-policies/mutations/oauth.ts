import type { MutatedFile, Mutation } from './mutation.ts'

const authorize = 'an authorization request goes on to Entra with what it may hold, or is refused on the spot'
const words = 'the gateway refuses an authorization request in the words of the service'
const redirect = 'the redirect to Entra is an answer that nobody runs or keeps'
const token = 'a token request goes on to Entra with what it may hold, or is refused'
const tokenWords = 'the gateway refuses a token request in the words of the service'
const sealed = 'the answer of Entra to a token request is passed on as it is, without its headers'
const silent = 'an Entra that answers a token request with anything else does not answer'
const sent = 'Entra learns of the headers of a token request only what it needs'
const forms = 'only a form is a token request'
const pages = 'pages of any origin may redeem their codes and read the metadata'
const basic = 'a client may name itself in a Basic header, and a page its origin'
const waits = 'the time that Entra asks a client to wait is passed on'
const open: Mutation = ['a token needed', '<set-variable name="access" value="anonymous" />', '', authorize]

const without = (policy: string, name: string, check: string): Mutation => [
  `no ${name}`,
  new RegExp(`<${policy} name="${name}"[\\s\\S]*?</${policy}>`),
  '',
  check
]

const page = (header: string): Mutation => [`no ${header} of pages`, `<header>${header}</header>`, '', pages]

const anyOrigin: Mutation[] = [
  ['no page may call', '<origin>*</origin>', '<origin>https://one.example</origin>', pages],
  ['any header of pages', '<header>Accept</header>', '<header>*</header>', pages],
  ['preflights not remembered', ' preflight-result-max-age="600"', '', pages],
  page('Accept'),
  page('MCP-Protocol-Version'),
  ['the origins of the API', /<cors[\s\S]*?<\/cors>/, '', pages]
]

export const oauth: MutatedFile[] = [
  {
    file: 'fragments/oauth-request.xml',
    mutations: [
      [
        'the query of a token request',
        'context.Request.Method == "POST" ? "" : context.Request.OriginalUrl',
        'context.Request.OriginalUrl',
        'the query of a token request is nothing to Entra'
      ],
      ['every parameter', 'if (!names.Contains(name)) { continue; }', '', authorize],
      [
        'names as they are written',
        "WebUtility.UrlDecode(pair.Split('=')[0])",
        "pair.Split('=')[0]",
        authorize
      ],
      ['the last of several counts', /if \(request\.ContainsKey\(name\)\) \{ return [^\n]*/, '', authorize],
      [
        'values as they are written',
        "WebUtility.UrlDecode(pair.Substring(pair.IndexOf('=') + 1))",
        "pair.Substring(pair.IndexOf('=') + 1)",
        authorize
      ],
      ['empty parameters', '.Where(parameter => parameter.Value != "")', '', token],
      ['values not encoded', 'Uri.EscapeDataString(parameter.Value)', 'parameter.Value', authorize],
      [
        'scopes of the sign-in are those of others',
        '"openid", "profile", "email", "offline_access" }',
        '"openid", "profile" }',
        authorize
      ],
      ...['"{{app-id-uri}}", ', '"{{client-id}}", ', '"api://{{client-id}}", ', ', "{{public-url}}/mcp"'].map(
        (name): Mutation => [
          `scopes by ${name} refused`,
          `ours = new[] { "{{app-id-uri}}", "{{client-id}}", "api://{{client-id}}", "{{public-url}}/mcp" }`,
          `ours = new[] { ${'"{{app-id-uri}}", "{{client-id}}", "api://{{client-id}}", "{{public-url}}/mcp"'.replace(name, '')} }`,
          name.includes('public-url') || name.includes('app-id-uri')
            ? 'scopes of this API are known by each of its names'
            : authorize
        ]
      ),
      ['scopes of any API', /if \(!named\.All\([\s\S]*?\n {4}\}/, '', authorize],
      ['one scope of this API is enough', '!named.All(', 'named.Length > 0 && !named.Any(', authorize],
      [
        'an API by the beginning of its name',
        "ours.Contains(word.Substring(0, Math.Max(word.LastIndexOf('/'), 0)))",
        'ours.Any(word.StartsWith)',
        authorize
      ],
      [
        'the first slash ends the name of an API',
        ' && Regex.IsMatch(word, "/[A-Za-z0-9_.-]+\\\\z")',
        '',
        authorize
      ],
      ['a line break after a scope', '_.-]+\\\\z")', '_.-]+$")', authorize],
      ['bare names refused', /\.Select\(word => signIn[^\n]*\?\? word\)/, '', authorize],
      [
        'any end of a scope is its name',
        "scope.Substring(scope.LastIndexOf('/') + 1) == word",
        'scope.EndsWith(word)',
        authorize
      ],
      [
        'bare names on to Entra',
        'named.Length > 0 ? string.Join(" ", asked)',
        'named.Length > 0 ? request["scope"]',
        authorize
      ],
      ['blanks are scopes', '.Where(word => word != "").Select', '.Select', authorize],
      ['no scope instead of the usual one', 'named.Length > 0 ?', 'true ?', authorize],
      ['the usual scope always', 'named.Length > 0 ?', 'false ?', authorize],
      ['the usual scope of a token request', 'usual == "" ? "" : string.Join', 'string.Join', token],
      ['scopes of the sign-in lost', 'new[] { usual }.Concat(asked)', 'new[] { usual }', authorize],
      ['another sentence for scopes', 'Ask for scopes of this API', 'Ask for scopes', words],
      ['another sentence for copies', '"Send " + name + " only once."', '"Send it once."', words]
    ]
  },
  {
    file: 'operations/authorize.xml',
    mutations: [
      open,
      ...[
        'claims',
        'domain_hint',
        'login_hint',
        'nonce',
        'prompt',
        'redirect_uri',
        'response_mode',
        'state'
      ].map(
        (name): Mutation => [
          `no ${name}`,
          new RegExp(`(value="[a-z_ ]*?)\\b${name}\\b ?`),
          (_found, before) => before ?? '',
          authorize
        ]
      ),
      ['resource', 'redirect_uri response_mode', 'redirect_uri resource response_mode', authorize],
      [
        'request objects',
        'redirect_uri response_mode',
        'redirect_uri request request_uri response_mode',
        authorize
      ],
      [
        'no usual scope',
        '<set-variable name="oauth-default-scope" value="{{sign-in-scopes}}" />',
        '<set-variable name="oauth-default-scope" value="" />',
        authorize
      ],
      ['refusals of the fragment ignored', 'if (request.ContainsKey("error")) { return text; }', '', words],
      ['any response type', /if \(!request\.ContainsKey\("response_type"\)[\s\S]*?\n {6}\}/, '', authorize],
      ['another sentence for the type', 'Send response_type=code.', 'Send it.', words],
      [
        'PKCE by choice',
        /if \(!request\.ContainsKey\("code_challenge_method"\)[\s\S]*?\n {6}\}/,
        '',
        authorize
      ],
      ['any method', 'request["code_challenge_method"] != "S256" || ', '', authorize],
      [
        'any challenge',
        ' || !Regex.IsMatch(request["code_challenge"], "^[A-Za-z0-9_-]{43}\\\\z")',
        '',
        authorize
      ],
      ['a line break after the challenge', '{43}\\\\z', '{43}$', authorize],
      ['another sentence for PKCE', '(PKCE)', '', words],
      [
        'consent at each sign-in',
        /if \(request\.ContainsKey\("prompt"\)\) \{[\s\S]*?\n {6}\}/,
        '',
        authorize
      ],
      [
        'consent as it is written',
        '!word.Equals("consent", StringComparison.OrdinalIgnoreCase)',
        'word != "consent"',
        authorize
      ],
      [
        'no prompt at all',
        '.Where(word => !word.Equals("consent", StringComparison.OrdinalIgnoreCase))',
        '.Where(word => false)',
        authorize
      ],
      ['an empty prompt', '.Where(parameter => parameter.Value != "")', '', authorize],
      ['values not encoded', 'Uri.EscapeDataString(parameter.Value)', 'parameter.Value', authorize],
      ['refusals redirect', '.StartsWith("error="))', '.StartsWith("never="))', authorize],
      ['refusals without their sentence', /<set-variable name="problem-detail"[^\n]*\n/, '', words],
      [
        'the sentence still encoded',
        'Uri.UnescapeDataString(((string)context.Variables["oauth-request"]).Split(\'=\').Last())',
        '((string)context.Variables["oauth-request"]).Split(\'=\').Last()',
        words
      ],
      ['no refresh tokens', '!request["scope"].Split(\' \').Contains("offline_access")', 'false', authorize],
      ['another status', 'code="302"', 'code="303"', authorize],
      [
        'a host of the client',
        '"{{authority-host}}/{{tenant-id}}',
        'context.Request.OriginalUrl.Scheme + "://" + context.Request.OriginalUrl.Host + "/{{tenant-id}}',
        authorize
      ],
      ['any tenant', '/{{tenant-id}}/oauth2', '/common/oauth2', authorize],
      without('set-header', 'Location', authorize),
      without('set-header', 'Cache-Control', redirect),
      without('set-header', 'Content-Security-Policy', redirect),
      without('set-header', 'Strict-Transport-Security', redirect),
      without('set-header', 'X-Content-Type-Options', redirect),
      [
        'without the API',
        '<base />\n    <set-variable',
        '<set-variable',
        'every authorization request is counted by address'
      ],
      [
        'on-error without the API',
        '<base />\n  </on-error>',
        '</on-error>',
        'every authorization request is counted by address'
      ]
    ]
  },
  {
    file: 'operations/token.xml',
    mutations: [
      ...anyOrigin,
      page('Authorization'),
      page('Content-Type'),
      [open[0], open[1], open[2], token],
      [
        'any content type',
        '!context.Request.Headers.GetValueOrDefault("Content-Type", "")',
        'context.Request.Headers.ContainsKey("X") && !context.Request.Headers.GetValueOrDefault("Content-Type", "")',
        forms
      ],
      ['no parameters of the type', ".Split(';')[0].Trim()", '', forms],
      ['the type as it is written', ', StringComparison.OrdinalIgnoreCase))">', '))">', forms],
      [
        'another sentence for the type',
        'Send the parameters as',
        'Send them as',
        'a request that is no form is refused in the words of the service'
      ],
      ['any length', ' || length > 32768', '', token],
      ['another length', 'length > 32768', 'length > 3276', 'a form may be long'],
      [
        'no length',
        '!int.TryParse(context.Request.Headers.GetValueOrDefault("Content-Length", "")',
        '!int.TryParse(context.Request.Headers.GetValueOrDefault("Content-Length", "0")',
        'a form that does not say how long it is is refused'
      ],
      ['another sentence for the length', 'Send at most 32768 bytes', 'Send less', tokenWords],
      ...['claims', 'client_id', 'client_secret', 'redirect_uri', 'scope'].map(
        (name): Mutation => [
          `no ${name}`,
          new RegExp(`(oauth-names" value="[a-z_ ]*?)\\b${name}\\b ?`),
          (_found, before) => before ?? '',
          token
        ]
      ),
      ['resource', 'refresh_token scope"', 'refresh_token resource scope"', token],
      [
        'assertions',
        'refresh_token scope"',
        'refresh_token client_assertion client_assertion_type assertion scope"',
        token
      ],
      ['refusals of the fragment ignored', 'if (request.ContainsKey("error")) { return text; }', '', token],
      ['any grant', /if \(!grants\.ContainsKey\(grant\)\) \{[\s\S]*?\n {10}\}/, '', token],
      [
        'a grant of its own',
        '{ "refresh_token", new[]',
        '{ "client_credentials", new string[0] }, { "refresh_token", new[]',
        token
      ],
      [
        'a missing grant is an unknown one',
        '(grant == "" ? "invalid_request" : "unsupported_grant_type")',
        '"unsupported_grant_type"',
        token
      ],
      [
        'another sentence for grants',
        'Send grant_type=authorization_code or refresh_token.',
        'Send it.',
        tokenWords
      ],
      ['nothing is required', /foreach \(var name in grants\[grant\]\) \{[\s\S]*?\n {10}\}/, '', token],
      [
        'the redirect URI is required',
        ' && name != "redirect_uri"',
        '',
        'Entra decides whether a redirect URI is missing'
      ],
      ['another sentence for what is missing', '"Send " + name + "."', '"Send it."', tokenWords],
      ['PKCE by choice', 'if (grant == "authorization_code" && !Regex', 'if (false && !Regex', token],
      ['a line break after the verifier', '{43,128}\\\\z', '{43,128}$', token],
      ['another sentence for PKCE', '(PKCE)', '', tokenWords],
      ['parameters of both grants', '.Where(parameter => !others.Contains(parameter.Key))', '', token],
      ['values not encoded', 'Uri.EscapeDataString(parameter.Value)', 'parameter.Value', token],
      [
        'refused requests are sent',
        '<when condition="@(!((string)context.Variables["oauth-request"]).StartsWith("error="))">',
        '<when condition="@(true)">',
        token
      ],
      ['any failure is our fault', 'ignore-error="true"', 'ignore-error="false"', silent],
      ['a host of the client', '<set-url>{{authority-host}}', '<set-url>https://evil.example', token],
      ['any tenant', '{{tenant-id}}/oauth2', 'common/oauth2', sent],
      ['the headers of the client', 'mode="new"', 'mode="copy"', sent],
      ['a GET', '<set-method>POST</set-method>', '<set-method>GET</set-method>', sealed],
      without('set-header', 'Accept', sent),
      without('set-header', 'Authorization', basic),
      [
        'any Authorization',
        /exists-action="@\(Regex\.IsMatch[^"]*"Authorization", ""\)[^>]*\? "override" : "delete"\)"/,
        'exists-action="override"',
        sent
      ],
      ['Basic as it is written', ', RegexOptions.IgnoreCase) ? "override"', ') ? "override"', basic],
      ['Basic and more', '={0,2}\\\\z"', '={0,2}"', basic],
      ['more and Basic', '"^Basic', '"Basic', basic],
      without('set-header', 'client-request-id', sent),
      [
        'no form',
        /<set-header name="Content-Type" exists-action="override">\s*<value>application\/x-www[\s\S]*?<\/set-header>/,
        '',
        sent
      ],
      without('set-header', 'Origin', basic),
      [
        'an origin always',
        'context.Request.Headers.ContainsKey("Origin") ? "override" : "delete"',
        '"override"',
        sent
      ],
      ['no body', '<set-body>@((string)context.Variables["oauth-request"])</set-body>', '', token],
      ['redirects are answers', '(response.StatusCode < 300 || response.StatusCode >= 400) && ', '', silent],
      ['anything is an answer', ' && response.Body.As<JObject>(preserveContent: true) != null', '', silent],
      ['another sentence for no answer', 'The identity provider does not answer.', 'Try again.', silent],
      ['no status of no answer', '? 503 : 400', '? 400 : 400', silent],
      ['no status of refusals', '? 503 : 400', '? 503 : 401', token],
      [
        'the status of Entra hidden',
        'return ((IResponse)context.Variables["token-response"]).StatusCode;',
        'return 200;',
        sealed
      ],
      ['waiting always', 'if (status != 429 && status != 503) { return ""; }', '', sealed],
      ['waiting for limits alone', 'status != 429 && status != 503', 'status != 429', waits],
      ['waiting for outages alone', 'status != 429 && status != 503', 'status != 503', waits],
      ['no time without an answer', 'response == null || ', '', silent],
      ['no usual time', '{ return "5"; }', '{ return ""; }', waits],
      ['no shortest time', 'Math.Max(seconds, 1)', 'seconds', waits],
      ['no longest time', 'Math.Min(Math.Max(seconds, 1), 300)', 'Math.Max(seconds, 1)', waits],
      ['another status for all', 'code="@((int)context.Variables["token-status"])"', 'code="200"', token],
      [
        'no type of the answer',
        /<set-header name="Content-Type" exists-action="override">\s*<value>application\/json[\s\S]*?<\/set-header>/,
        '',
        sealed
      ],
      without('set-header', 'Retry-After', waits),
      without('set-header', 'Cache-Control', sealed),
      without('set-header', 'Content-Security-Policy', sealed),
      without('set-header', 'Strict-Transport-Security', sealed),
      without('set-header', 'X-Content-Type-Options', sealed),
      [
        'the answer of Entra hidden',
        'if (refusal == "") { return ((IResponse)context.Variables["token-response"]).Body.As<string>(); }',
        'if (refusal == "") { return ""; }',
        sealed
      ],
      ['refusals without their sentence', ', new JProperty("error_description", parts[1])', '', tokenWords],
      [
        'all of the answer of Entra',
        '<return-response>',
        '<return-response response-variable-name="token-response">',
        sealed
      ],
      [
        'without the API',
        '<base />\n    <choose>',
        '<choose>',
        'redemptions are counted by address, before Entra hears of them'
      ],
      [
        'on-error without the API',
        '<base />\n  </on-error>',
        '</on-error>',
        'a limited redemption is a problem like any other'
      ]
    ]
  },
  {
    file: 'operations/get-authorization-server.xml',
    mutations: [
      ...anyOrigin,
      [open[0], open[1], open[2], 'anyone may GET /oauth/.well-known/oauth-authorization-server']
    ]
  }
]
