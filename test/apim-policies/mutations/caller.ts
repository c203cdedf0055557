import type { MutatedFile } from './mutation.ts'

const refused = 'refused calls are counted by address, and a valid token is not refused for them'
const stranger = 'a client that is not listed may not call'
const listed = 'a listed client may call, in any letters'
const agents = 'agents are refused by their facets, in any order'
const people = 'facets of people and applications are no agents'
const good = 'a user with a good token gets through'

export const caller: MutatedFile = {
  file: 'api.xml',
  mutations: [
    [
      'headers of clients trusted',
      '<include-fragment fragment-id="trusted-headers" />',
      '<set-variable name="request-id" value="00000000000000000000000000000001" />',
      'x-graph-token of a client ends at the gateway'
    ],
    ['no refusals counted', /<rate-limit-by-key[^\n]*\n/, '', refused],
    ['valid tokens refused too', 'calls="1000000000"', 'calls="{{calls-per-minute}}"', refused],
    [
      'refusals of all addresses together',
      '"refused {{public-url}} " + context.Request.IpAddress',
      '"refused"',
      'what another address was refused does not count'
    ],
    [
      'refusals by what the client writes',
      '"refused {{public-url}} " + context.Request.IpAddress',
      '"refused {{public-url}} " + context.RequestId',
      refused
    ],
    ['refusals of another period', 'renewal-period="60"', 'renewal-period="300"', refused],
    ['invalid tokens not counted', 'context.Response.StatusCode == 401 || ', '', refused],
    ['tokens that fall short not counted', ' || context.Response.StatusCode == 403', '', refused],
    [
      'all calls counted as refusals',
      '(context.Response.StatusCode == 401 || context.Response.StatusCode == 403) && ',
      '',
      'a call that was answered 429 is not counted again'
    ],
    [
      'what the service refuses counted',
      ' && !context.Variables.ContainsKey("limited")',
      '',
      'what the service refuses is no refusal of the address'
    ],
    ['refusals not told', ' remaining-calls-variable-name="refusals-left"', '', refused],
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
      'ID tokens',
      'if (!claims.ContainsKey("azp") && !claims.ContainsKey("appid")) { return "token_invalid"; }',
      '',
      'an ID token of our own application is invalid'
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
    ['any client', '!isAllowed || ', '', stranger],
    ['no list', '"{{allowed-clients}}" == "any" || ', '', good],
    [
      'no appid',
      'GetValueOrDefault("azp", claims.GetValueOrDefault("appid", ""))',
      'GetValueOrDefault("azp", "")',
      'a client of a v1 token is known by appid'
    ],
    [
      'appid before azp',
      'GetValueOrDefault("azp", claims.GetValueOrDefault("appid", ""))',
      'GetValueOrDefault("appid", claims.GetValueOrDefault("azp", ""))',
      'a listed parent does not let a client call'
    ],
    [
      'a client by its parent',
      'GetValueOrDefault("azp", claims',
      'GetValueOrDefault("xms_par_app_azp", claims',
      'a listed parent does not let a client call'
    ],
    ['a list with blanks', '.Replace(" ", "").Split(\',\')', ".Split(',')", listed],
    ['a client in one case', ', StringComparer.OrdinalIgnoreCase', '', listed],
    [
      'a client by a part of its id',
      `.Replace(" ", "").Split(',').Contains(client, StringComparer.OrdinalIgnoreCase)`,
      '.ToLower().Contains(client)',
      stranger
    ],
    [
      'agents whatever the named value says',
      'isAgent && "{{agents}}" == "deny"',
      'isAgent',
      'an agent that acts for its user may call'
    ],
    ['all agents', '(isAgent && "{{agents}}" == "deny")', 'false', agents],
    ['agents by the subject alone', '.Split(\' \').Contains("11")', '.Equals("no")', agents],
    ['agents by the actor alone', '.Split(\' \').Contains("13")', '.Equals("no")', agents],
    ['an actor by a part of a word', '"xms_act_fct", "").Split(\' \')', '"xms_act_fct", "")', people],
    ['a subject by a part of a word', '"xms_sub_fct", "").Split(\' \')', '"xms_sub_fct", "")', people],
    [
      'a client before its missing user',
      /( *)(if \(!claims\.ContainsKey\("scp"\)[^\n]*\n)([\s\S]*?"client_refused"; \}\n)/,
      (_, space = '', user = '', client = '') => `${client}${space}${user}`,
      'an application without a user hears that first'
    ],
    [
      'scopes before the client',
      /( *)(if \(!isAllowed[^\n]*)\n( *return claims[^\n]*? \? )"" : "scope_insufficient";/,
      (_, space = '', client = '', scopes = '') =>
        `${space}if (${scopes.trim().replace(/^return |\?$/g, '')} == false) { return "scope_insufficient"; }\n${space}${client}\n${space}return "";`,
      'a client that is not listed hears that before its scopes are looked at'
    ],
    [
      'what is wrong with the token has no consequence',
      '(string)context.Variables["problem"] != ""',
      'false',
      'an application with scopes is still no user'
    ],

    [
      'limits after the exchange',
      /(^ *<base \/>$)([\s\S]*?<set-backend-service[^>]*>)([\s\S]*?)(<\/inbound>)/m,
      (_, base = '', backend = '', exchange = '', end = '') => exchange + base + backend + end,
      'a call over the limit costs no exchange'
    ],
    [
      'no limits',
      /<base \/>(?=\s*<!--[^>]*>\s*<set-backend-service)/,
      '',
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
    ['no exchange', '@(context.Variables.ContainsKey("caller"))', '@(false)', good]
  ]
}
