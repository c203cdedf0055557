import type { MutatedFile } from './mutation.ts'

const good = 'a user with a good token gets through'
const once = 'one token is exchanged once'

export const tokenCache: MutatedFile = {
  file: 'api.xml',
  mutations: [
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
    ['X-Graph-Error with a slash', ".Replace('/', '_')", '', 'Entra answers claims']
  ]
}
