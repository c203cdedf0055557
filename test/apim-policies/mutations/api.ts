import type { MutatedFile, Mutation } from './mutation.ts'

const good = 'a user with a good token gets through'
const cors = 'each configured origin may call, with what a client needs'
const once = 'one token is exchanged once'
const exposed = 'a page reads the headers that it must act on, from refusals too'
const without = (name: string, value: string, check: string): Mutation => [
  `${name} ${value} missing`,
  new RegExp(`<${name}>${value}</${name}>\\s*`),
  '',
  check
]

export const api: MutatedFile = {
  file: 'api.xml',
  mutations: [
    ['any origin may call', /<origin>[\s\S]*?<\/origin>/, '<origin>*</origin>', 'no other origin may call'],
    ['every origin is echoed', '? origin : origins[0]', '? origin : origin', 'no other origin may call'],
    [
      'an origin that contains ours',
      'origins.Contains(origin)',
      'origins.Any(one => origin.Contains(one))',
      'no other origin may call'
    ],
    ['spaces between origins', '.Replace(" ", "")', '', cors],
    ['credentials of browsers', 'allow-credentials="false"', 'allow-credentials="true"', cors],
    ['preflights not remembered', ' preflight-result-max-age="600"', '', cors],
    [
      'foreign origins cut off',
      'terminate-unmatched-request="false"',
      'terminate-unmatched-request="true"',
      'a foreign origin is answered like anyone, without leave to read it'
    ],
    [
      'any header',
      '<header>Accept</header>',
      '<header>*</header>',
      'no other header and no other method passes a preflight'
    ],
    without('method', 'GET', cors),
    without('method', 'POST', cors),
    ...[
      'Accept',
      'Authorization',
      'Content-Type',
      'If-None-Match',
      'Last-Event-ID',
      'Mcp-Method',
      'Mcp-Name',
      'traceparent',
      'tracestate'
    ].map((name) => without('header', name, cors)),
    ...['ETag', 'RateLimit-Limit', 'RateLimit-Remaining', 'Retry-After', 'WWW-Authenticate'].map((name) =>
      without('header', name, exposed)
    ),
    [
      'CORS after the token',
      /(<cors[\s\S]*?<\/cors>)([\s\S]*?)(<base \/>)/,
      (_, block = '', between = '', base = '') => between + block + base,
      exposed
    ],

    [
      'headers of clients trusted',
      '<include-fragment fragment-id="trusted-headers" />',
      '<set-variable name="request-id" value="00000000000000000000000000000001" />',
      'x-graph-token of a client ends at the gateway'
    ],
    [
      'anonymous unless told otherwise',
      'GetValueOrDefault<string>("access", "user")',
      'GetValueOrDefault<string>("access", "anonymous")',
      'every other operation needs a token'
    ],
    [
      'a token of any length',
      'if (authorization.Length > 16384) { return ""; }',
      '',
      'a good token of more than 16 kB is not even looked at'
    ],
    [
      'the scheme anywhere',
      '"^Bearer +',
      '"Bearer +',
      'an Authorization header behind another scheme is invalid'
    ],
    [
      'the first of two tokens',
      '=*)$", RegexOptions',
      '=*)", RegexOptions',
      'an Authorization header of two tokens is invalid'
    ],
    ['the scheme in one case', ', RegexOptions.IgnoreCase', '', 'the scheme may be written in any case'],
    [
      'any scheme',
      '"^Bearer +(',
      '"^(?:[A-Za-z]+ +)?(',
      'an Authorization header of another scheme is invalid'
    ],
    [
      'a missing token called invalid',
      'ContainsKey("Authorization") ? "token_invalid" : "token_missing"',
      'ContainsKey("Authorization") ? "token_invalid" : "token_invalid"',
      'a missing token is told from an invalid one'
    ],
    [
      'an invalid token called missing',
      '? "token_invalid" : "token_missing"',
      '? "token_missing" : "token_missing"',
      'an Authorization header of another scheme is invalid'
    ],
    [
      'no token is no problem',
      '(string)context.Variables["token"] == ""',
      'false',
      'a missing token is told from an invalid one'
    ],

    [
      'the token not verified',
      /<validate-azure-ad-token[\s\S]*?<\/validate-azure-ad-token>/,
      '<set-variable name="jwt" value="@(((string)context.Variables["token"]).AsJwt())" />',
      'a token signed by another key is invalid'
    ],
    ['no audience', /<audiences>[\s\S]*<\/audiences>/, '', 'a token of another audience is invalid'],
    [
      'the audience of Graph',
      '<audience>{{client-id}}</audience>',
      '<audience>{{client-id}}</audience><audience>https://graph.microsoft.com</audience>',
      'a token for Graph is invalid'
    ],
    ['no audience by client id', '<audience>{{client-id}}</audience>', '', good],
    [
      'no audience by App ID URI',
      '<audience>{{app-id-uri}}</audience>',
      '',
      'the App ID URI is an audience too'
    ],
    ['any tenant', 'tenant-id="{{tenant-id}}"', 'tenant-id="common"', good],
    [
      'another issuer',
      /<validate-azure-ad-token id="token" tenant-id="{{tenant-id}}"(.*)>([\s\S]*?)<\/validate-azure-ad-token>/,
      (_, attributes = '', audiences = '') => `<validate-jwt id="token"${attributes}>
        <openid-config url="{{authority-host}}/{{tenant-id}}/v2.0/.well-known/openid-configuration" />${audiences}
        <issuers><issuer>https://login.microsoftonline.com/common/v2.0</issuer></issuers></validate-jwt>`,
      'a token of another issuer is invalid'
    ],

    [
      'no scope check',
      '? "" : "scope_insufficient"',
      '? "" : ""',
      'the scopes "User.Read" are not the one that is needed'
    ],
    [
      'a scope by substring',
      '.Split(\' \').Contains("access_as_user")',
      '.Contains("access_as_user")',
      'the scopes "access_as_userX" are not the one that is needed'
    ],
    [
      'a scope by its beginning',
      '.Split(\' \').Contains("access_as_user")',
      '.Split(\' \').Any(one => one.StartsWith("access_as_user"))',
      'the scopes "access_as_user.read" are not the one that is needed'
    ],
    [
      'a scope by its end',
      '.Split(\' \').Contains("access_as_user")',
      '.Split(\' \').Any(one => one.EndsWith("access_as_user"))',
      'the scopes "Mcp.access_as_user" are not the one that is needed'
    ],
    [
      'a scope in any case',
      'GetValueOrDefault("scp", "").Split',
      'GetValueOrDefault("scp", "").ToLower().Split',
      'the scopes "ACCESS_AS_USER" are not the one that is needed'
    ],
    [
      'only one scope at all',
      '.Split(\' \').Contains("access_as_user")',
      '.Equals("access_as_user")',
      'the scope may stand among others'
    ],
    [
      'an application told of scopes',
      '!claims.ContainsKey("scp") || ',
      '',
      'an application without a user is told so'
    ],
    [
      'an application with scopes',
      ' || claims.GetValueOrDefault("idtyp", "") == "app"',
      '',
      'an application with scopes is still no user'
    ],
    [
      'what is wrong with the token has no consequence',
      '(string)context.Variables["problem"] != ""',
      'false',
      'an application with scopes is still no user'
    ],

    [
      'limits after the exchange',
      /<base \/>(\s*)(<choose>\s*<when condition="@\(context\.Variables\.ContainsKey\("caller"\)\)">[\s\S]*?)(<\/inbound>)/,
      (_, space = '', exchange = '', end = '') => `${space}${exchange}<base />${end}`,
      'a call over the limit costs no exchange'
    ],
    [
      'no limits',
      '<base />\n\n    <choose>',
      '<choose>',
      'a user may call so often in a minute, and is told how often'
    ],
    [
      'a caller without a user',
      ' + " " + claims.GetValueOrDefault("oid", "")',
      '',
      'one user does not use up the calls of another'
    ],
    [
      'a caller for each token',
      'claims.GetValueOrDefault("oid", "")',
      '(string)context.Variables["token"]',
      'a user is counted across tokens'
    ],
    ['no exchange', '@(context.Variables.ContainsKey("caller"))', '@(false)', good],

    [
      'a key without the token',
      ', (string)context.Variables["token"] }',
      ' }',
      'two tokens of one user share nothing'
    ],
    [
      'a key of the user',
      ', (string)context.Variables["token"] }',
      ', ((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("oid", "") }',
      'two tokens of one user share nothing'
    ],
    [
      'a key of the user and the audience',
      ', (string)context.Variables["token"] }',
      ', (string)context.Variables["caller"], string.Join(" ", ((Jwt)context.Variables["jwt"]).Audiences) }',
      'two tokens of one user share nothing'
    ],
    ['a key of nobody', ', (string)context.Variables["token"] }', ' }', 'two users get their own data'],
    ['no lookup', /<cache-lookup-value[^\n]*\n/, '', once],
    ['no store', /<cache-store-value[^\n]*\n/, '', once],
    [
      'a fixed lifetime',
      'duration="@((int)context.Variables["graph-token-lifetime"])"',
      'duration="3300"',
      'a Graph token is kept no longer than the token of its user'
    ],
    [
      'tokens kept for seconds',
      '("graph-token-lifetime", 0) >= 60)',
      '("graph-token-lifetime", 0) >= 1)',
      'a Graph token that could be kept for less is not'
    ],
    [
      'tokens of a minute not kept',
      '("graph-token-lifetime", 0) >= 60)',
      '("graph-token-lifetime", 0) > 60)',
      'a Graph token that could be kept for a minute is'
    ],
    [
      'failures kept',
      '<include-fragment fragment-id="exchange" />',
      `<cache-lookup-value key="@((string)context.Variables["graph-token-key"] + " error")" variable-name="graph-error" caching-type="internal" />
      <choose><when condition="@(!context.Variables.ContainsKey("graph-error"))"><include-fragment fragment-id="exchange" /></when></choose>
      <choose><when condition="@(context.Variables.ContainsKey("graph-error"))"><cache-store-value key="@((string)context.Variables["graph-token-key"] + " error")" value="@((string)context.Variables["graph-error"])" duration="60" caching-type="internal" /></when></choose>`,
      'a failure is not kept'
    ],

    [
      'no Graph token',
      /<set-header name="X-Graph-Token" exists-action="override">[\s\S]*?<\/set-header>/,
      '',
      good
    ],
    [
      'every failed exchange ends the call',
      'GetValueOrDefault<string>("exchange-failure", "forwarded") == "fatal"',
      'ContainsKey("graph-error")',
      'a tool without Graph needs no exchange'
    ],
    [
      'no failed exchange ends the call',
      '== "fatal")',
      '== "never")',
      '/me ends with the failure of its exchange, and the service is not asked'
    ],
    [
      'no X-Graph-Error',
      /<set-header name="X-Graph-Error" exists-action="override">[\s\S]*?<\/set-header>/,
      '<set-variable name="nothing" value="" />',
      'a tool without Graph needs no exchange'
    ],
    ['X-Graph-Error padded', ".TrimEnd('=')", '', 'Entra answers claims'],
    ['X-Graph-Error with a plus', ".Replace('+', '-')", '', 'Entra answers claims'],
    ['X-Graph-Error with a slash', ".Replace('/', '_')", '', 'Entra answers claims'],

    [
      'answers buffered',
      'buffer-response="false"',
      'buffer-response="true"',
      'events arrive while the answer goes on'
    ],
    [
      'answers buffered, as is the default',
      ' buffer-response="false"',
      '',
      'events arrive while the answer goes on'
    ],
    [
      'requests buffered',
      'buffer-response="false"',
      'buffer-response="false" buffer-request-body="true"',
      'a request arrives while it is still being sent'
    ],
    [
      'the backend section of the platform',
      /<forward-request[^>]*>/,
      '<base />',
      'events arrive while the answer goes on'
    ],
    ['no backend', /<forward-request[^>]*>/, '', good],

    [
      'a refused Graph token kept',
      /<cache-remove-value[^>]*>/,
      '<set-variable name="nothing" value="" />',
      'a Graph token that Graph refused is exchanged anew'
    ],
    [
      'a refused Graph token of nobody',
      ' && context.Variables.ContainsKey("graph-token-key")',
      '',
      'what the service says of Graph tokens stays inside, on open operations too'
    ],
    [
      'X-Graph-Token-Refused shown',
      '<set-header name="X-Graph-Token-Refused" exists-action="delete" />',
      '',
      'what the service says of Graph tokens stays inside, on open operations too'
    ],
    [
      'pages of the platform shown',
      'context.Response.StatusCode >= 500 && ',
      'context.Response.StatusCode >= 600 && ',
      'the page of a platform is no answer of ours'
    ],
    [
      'a 500 of the platform shown',
      'context.Response.StatusCode >= 500 && ',
      'context.Response.StatusCode > 500 && ',
      'the page of a platform is no answer of ours'
    ],
    [
      'the failures of the service hidden',
      ' && !context.Response.Headers.GetValueOrDefault("Content-Type", "").Contains("json")',
      '',
      'the failures that the service names are its own'
    ],
    [
      'no security headers',
      '<include-fragment fragment-id="security-headers" />',
      '',
      'no answer goes without its security headers'
    ],
    [
      'on-error removed',
      /<on-error>[\s\S]*<\/on-error>/,
      '<on-error><base /></on-error>',
      'an expired token is called so'
    ],
    ['no on-error', /<on-error>[\s\S]*<\/on-error>/, '', 'a service that cannot be reached is overloaded']
  ]
}
