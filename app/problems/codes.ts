/** Every error code: its HTTP status, and what the caller can do about it. */
export const problems = {
  input_invalid: { status: 400, detail: 'Correct the request: see the operation in /docs.' },
  token_missing: {
    status: 401,
    detail: 'Sign in, then send the access token for this API as "Authorization: Bearer TOKEN".'
  },
  token_invalid: {
    status: 401,
    detail:
      'Get a new access token for this API; this one is malformed, or not for this API, or not from its tenant.'
  },
  token_expired: { status: 401, detail: 'Get a new access token: this one has expired.' },
  claims_required: {
    status: 401,
    detail:
      'Sign in again with the claims of the WWW-Authenticate header: the organisation asks for a stronger or newer sign-in.'
  },
  scope_insufficient: {
    status: 403,
    detail:
      'Get an access token that also has the missing scopes: sign in for all the scopes of the WWW-Authenticate header.'
  },
  user_required: {
    status: 403,
    detail: 'Use a token of a signed-in user: an application by itself cannot do this.'
  },
  client_refused: {
    status: 403,
    detail:
      'This application, or this agent, may not call this API. Use another one, or ask the operator to allow it: ALLOWED_CLIENTS and AGENTS decide.'
  },
  consent_required: {
    status: 403,
    detail:
      'Ask an administrator to grant this application access to Microsoft Graph at the address in consentUrl.'
  },
  graph_forbidden: {
    status: 403,
    detail: 'Microsoft Graph refused: the signed-in user may not read this. Ask an administrator for access.'
  },
  sign_in_refused: {
    status: 403,
    detail:
      'Ask an administrator: the organisation does not let this user or this application in. Signing in again does not help.'
  },
  gateway_required: {
    status: 403,
    detail: 'Call the public address of this API: the service answers only its gateway.'
  },
  origin_refused: {
    status: 403,
    detail:
      'Call the public address of this API, and from a web page only where CORS_ORIGINS lists its origin.'
  },
  not_found: { status: 404, detail: 'Check the path: /docs lists every operation.' },
  graph_not_found: { status: 404, detail: 'Microsoft Graph has no such item for the signed-in user.' },
  method_not_allowed: { status: 405, detail: 'Use one of the methods in the Allow header.' },
  request_timeout: { status: 408, detail: 'Send the whole request within a minute.' },
  body_too_large: { status: 413, detail: 'Send at most 1 MiB.' },
  url_too_long: { status: 414, detail: 'Send at most 8,000 characters of path and query.' },
  media_type_unsupported: { status: 415, detail: 'Send the body as application/json.' },
  expectation_failed: { status: 417, detail: 'Send no Expect header, or "Expect: 100-continue".' },
  rate_limited: { status: 429, detail: 'Wait for the seconds in Retry-After, then try again.' },
  headers_too_large: { status: 431, detail: 'Send at most 32 KiB of headers, the access token included.' },
  internal_error: { status: 500, detail: 'Try again; if it persists, give the requestId to the operator.' },
  exchange_misconfigured: {
    status: 502,
    detail:
      'Give the requestId to the operator: the token exchange is not set up correctly. Signing in again does not help.'
  },
  graph_refused: {
    status: 502,
    detail:
      'Give the requestId to the operator: Microsoft Graph does not take a request of this service. Trying again does not help.'
  },
  graph_unavailable: {
    status: 503,
    detail: 'Microsoft Graph does not answer. Try again after the seconds in Retry-After.'
  },
  identity_unavailable: {
    status: 503,
    detail: 'The identity provider does not answer. Try again after the seconds in Retry-After.'
  },
  overloaded: { status: 503, detail: 'The service is busy. Try again after the seconds in Retry-After.' }
} as const

export type ProblemCode = keyof typeof problems

/** The codes of an operation that needs a user's token. */
export const callerProblems: ProblemCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'scope_insufficient',
  'user_required',
  'client_refused',
  'identity_unavailable'
]

/** The codes of an operation that calls Microsoft Graph. */
export const graphProblems: ProblemCode[] = [
  'claims_required',
  'consent_required',
  'sign_in_refused',
  'graph_forbidden',
  'graph_not_found',
  'exchange_misconfigured',
  'graph_refused',
  'graph_unavailable'
]

/** The codes of an operation that reads a JSON body. */
export const bodyProblems: ProblemCode[] = ['input_invalid', 'body_too_large', 'media_type_unsupported']
