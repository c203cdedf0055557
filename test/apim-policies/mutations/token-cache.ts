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
      'duration="@((int)context.Variables["exchange-outcome-lifetime"])"',
      'duration="3300"',
      'a Graph token is kept no longer than the token of its user'
    ],
    [
      'failures not kept',
      '(int)context.Variables["exchange-outcome-lifetime"] > 0)',
      '(int)context.Variables["exchange-outcome-lifetime"] >= 60)',
      'a failure that somebody must mend is kept for 20 seconds'
    ],
    [
      'only tokens kept',
      'value="@((string)context.Variables["exchange-outcome"])" duration',
      'value="@((string)JObject.Parse((string)context.Variables["exchange-outcome"])["token"])" duration',
      'two users get their own data'
    ],
    [
      'a failure of anybody',
      ', (string)context.Variables["token"] }',
      ' }',
      'a failure of one token is not that of another'
    ],
    ['a kept failure taken for a token', '["token"] ?? "")', '["token"] ?? "x")', 'Entra answers claims'],
    [
      'no graph-error',
      '<set-variable name="graph-error" value="@((string)context.Variables["exchange-outcome"])" />',
      '<set-variable name="nothing" value="" />',
      'a tool without Graph needs no exchange'
    ],
    ['every outcome an error', '@((string)context.Variables["graph-token"] == "")', '@(true)', good],

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
