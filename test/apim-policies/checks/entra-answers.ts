export const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"},"x":"?>~ÿ~~>>??"}}'
const signInRefused = { code: 'sign_in_refused' }
const graphToken = (more: object) => ({ token_type: 'Bearer', access_token: 'g', expires_in: 3600, ...more })

/** What Entra answers, and the error that the service is told of; nothing when it is told of none. */
export const entraAnswers: [
  kind: string,
  status: number,
  body: unknown,
  error: object | undefined,
  headers?: Record<string, string>
][] = [
  ['claims', 400, { error: 'interaction_required', claims }, { code: 'claims_required', claims }],
  ['claims with another error', 400, { error: 'invalid_grant', claims }, { code: 'claims_required', claims }],
  [
    'a missing consent',
    400,
    { error: 'invalid_grant', suberror: 'consent_required' },
    { code: 'consent_required' }
  ],
  ['a missing consent as its error', 400, { error: 'consent_required' }, { code: 'consent_required' }],
  ['a message for the user', 400, { error: 'invalid_grant', suberror: 'message_only' }, signInRefused],
  ['a user who is not assigned', 400, { error: 'invalid_grant', error_codes: [50105] }, signInRefused],
  ['a policy that blocks', 400, { error: 'interaction_required', error_codes: [53003] }, signInRefused],
  ['a policy on devices', 400, { error: 'access_denied', error_codes: [0, 530003] }, signInRefused],
  [
    'a policy that blocks until claims are met',
    400,
    { error: 'interaction_required', error_codes: [53003], claims },
    { code: 'claims_required', claims }
  ],
  [
    'a code that is longer',
    400,
    { error: 'invalid_grant', error_codes: [501050, '50105a'] },
    { code: 'token_invalid' }
  ],
  ['codes that are no list', 400, { error: 'invalid_grant', error_codes: 50105 }, { code: 'token_invalid' }],
  ['a needed interaction', 400, { error: 'interaction_required', claims: '' }, { code: 'token_invalid' }],
  ['a needed sign-in', 400, { error: 'login_required' }, { code: 'token_invalid' }],
  ['a refused assertion', 400, { error: 'invalid_grant', suberror: 'bad_token' }, { code: 'token_invalid' }],
  [
    'a refused assertion whose description speaks of consent',
    400,
    { error: 'invalid_grant', error_description: 'AADSTS65001 consent_required interaction_required claims' },
    { code: 'token_invalid' }
  ],
  ['an unknown client', 401, { error: 'invalid_client' }, { code: 'exchange_misconfigured' }],
  [
    'an unknown client whose description speaks of grants',
    401,
    { error: 'invalid_client', error_description: 'AADSTS500131 invalid_grant' },
    { code: 'exchange_misconfigured' }
  ],
  ['a client without rights', 400, { error: 'unauthorized_client' }, { code: 'exchange_misconfigured' }],
  ['a wrong scope', 400, { error: 'invalid_scope' }, { code: 'exchange_misconfigured' }],
  ['an error nobody knows', 400, { error: 'something_new' }, { code: 'exchange_misconfigured' }],
  ['that it is busy', 400, { error: 'temporarily_unavailable' }, unavailable(5)],
  ['429', 429, { error: 'invalid_grant' }, unavailable(17), { 'retry-after': '17' }],
  ['429 for days', 429, {}, unavailable(300), { 'retry-after': '100000' }],
  ['429 for no time', 429, {}, unavailable(1), { 'retry-after': '0' }],
  ['429 until a date', 429, {}, unavailable(5), { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' }],
  ['500', 500, { error: 'invalid_client' }, unavailable(5)],
  ['503', 503, { error: 'invalid_client' }, unavailable(5)],
  ['503 with claims', 503, { error: 'interaction_required', claims }, unavailable(5)],
  ['an HTML page', 200, '<html>', unavailable(5)],
  ['an HTML error', 502, '<html>', unavailable(5)],
  ['a refusal that is no JSON', 400, 'no', unavailable(5)],
  ['a refusal that is a list', 400, [], unavailable(5)],
  ['a refusal without an error', 400, {}, unavailable(5)],
  ['nothing', 200, '', unavailable(5)],
  ['an empty object', 200, {}, unavailable(5)],
  ['null', 200, 'null', unavailable(5)],
  ['an empty token', 200, graphToken({ access_token: '' }), unavailable(5)],
  ['a token of another type', 200, graphToken({ token_type: 'pop' }), unavailable(5)],
  ['a token without a type', 200, graphToken({ token_type: undefined }), unavailable(5)],
  ['a token without a lifetime', 200, graphToken({ expires_in: undefined }), unavailable(5)],
  ['a token for a time that is none', 200, graphToken({ expires_in: 'long' }), unavailable(5)],
  ['a token for longer than a number holds', 200, graphToken({ expires_in: 1e12 }), unavailable(5)],
  ['a token of type bearer', 200, graphToken({ token_type: 'bearer' }), undefined],
  ['a token with its lifetime as text', 200, graphToken({ expires_in: '3600' }), undefined]
]

export function unavailable(retryAfter: number) {
  return { code: 'identity_unavailable', retryAfter }
}
