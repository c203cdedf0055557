import type { MutatedFile } from './mutation.ts'

export const exchangeOutcome: MutatedFile = {
  file: 'fragments/exchange.xml',
  mutations: [
    ['429 taken by its error', 'response.StatusCode == 429 || ', '', 'Entra answers 429'],
    [
      '500 taken by its error',
      'response.StatusCode >= 500',
      'response.StatusCode > 500',
      'Entra answers 500'
    ],
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
    [
      'messages for the user not looked at',
      '(string)answer["suberror"] == "message_only" || ',
      '',
      'Entra answers a message for the user'
    ],
    ['assignment not looked at', '"50105", ', '', 'Entra answers a user who is not assigned'],
    ['blocks not looked at', '"53003", ', '', 'Entra answers a policy that blocks'],
    ['device policies not looked at', ', "530003"', '', 'Entra answers a policy on devices'],
    [
      'a refused sign-in is signed in again',
      'new JProperty("code", "sign_in_refused")',
      'new JProperty("code", "token_invalid")',
      'Entra answers a message for the user'
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
      '(int)outcome["expiresIn"] - 300',
      '(int)outcome["expiresIn"]',
      'a Graph token is kept no longer than it lives, five minutes aside'
    ],
    [
      'a lifetime without that of Graph',
      'Math.Min(Math.Min((int)outcome["expiresIn"] - 300, left - 60), 3300)',
      'Math.Min(left - 60, 3300)',
      'a Graph token is kept no longer than it lives, five minutes aside'
    ],
    [
      'a lifetime without that of the caller',
      'Math.Min((int)outcome["expiresIn"] - 300, left - 60)',
      '((int)outcome["expiresIn"] - 300)',
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
      'Math.Min(Math.Min((int)outcome["expiresIn"] - 300, left - 60), 3300)',
      'Math.Min((int)outcome["expiresIn"] - 300, left - 60)',
      'a Graph token is kept for 55 minutes at most'
    ],
    [
      'a fixed lifetime',
      'Math.Min(Math.Min((int)outcome["expiresIn"] - 300, left - 60), 3300)',
      '3540',
      'a Graph token of a user whose own token ends soon is not kept'
    ],
    [
      'tokens kept for seconds',
      'lifetime >= 60 ?',
      'lifetime >= 1 ?',
      'a Graph token that could be kept for less is not'
    ],
    [
      'tokens of a minute not kept',
      'lifetime >= 60 ?',
      'lifetime > 60 ?',
      'a Graph token that could be kept for a minute is'
    ],
    [
      'failures not kept',
      'return 20;',
      'return 0;',
      'a failure that somebody must mend is kept for 20 seconds'
    ],
    [
      'failures kept for a minute',
      'return 20;',
      'return 60;',
      'a failure that somebody must mend is kept for 20 seconds'
    ],
    [
      'failures kept as tokens are',
      'if (outcome["token"] == null) { return 20; }',
      '',
      'a failure that somebody must mend is kept for 20 seconds'
    ],
    [
      'an outage kept as other failures are',
      /if \(\(string\)outcome\["code"\] == "identity_unavailable"\).*/,
      '',
      'Entra being unavailable is kept as long as the caller is told to wait'
    ],
    [
      'an outage not kept',
      'Math.Min((int)outcome["retryAfter"], 30)',
      '0',
      'Entra being unavailable is kept as long as the caller is told to wait'
    ],
    [
      'an outage kept for a fixed time',
      'Math.Min((int)outcome["retryAfter"], 30)',
      '30',
      'Entra being unavailable is kept as long as the caller is told to wait'
    ],
    [
      'an outage kept as long as Entra says',
      'Math.Min((int)outcome["retryAfter"], 30)',
      '(int)outcome["retryAfter"]',
      'Entra being unavailable is kept for 30 seconds at most'
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
