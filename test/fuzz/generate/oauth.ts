import fc, { type Arbitrary } from 'fast-check'
import { apiClientId, nativeClientId } from '../../../deploy/local/tenant.ts'
import { oddText } from './oddities.ts'

export interface OAuthContent {
  method: string
  target: string
  headers: [string, string][]
  body: string
}

type Pair = [name: string, value: string]

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const form: [string, string] = ['content-type', 'application/x-www-form-urlencoded']

const authorization: Pair[] = [
  ['client_id', nativeClientId],
  ['response_type', 'code'],
  ['redirect_uri', 'http://localhost:33418/callback'],
  ['code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
  ['code_challenge_method', 'S256'],
  ['scope', 'access_as_user']
]
const redemptions: Pair[][] = [
  [
    ['grant_type', 'authorization_code'],
    ['client_id', nativeClientId],
    ['code', 'nothing'],
    ['redirect_uri', 'http://localhost:33418/callback'],
    ['code_verifier', verifier]
  ],
  [
    ['grant_type', 'refresh_token'],
    ['client_id', nativeClientId],
    ['refresh_token', 'nothing']
  ]
]

const other: Arbitrary<Pair> = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      ...['claims', 'client_id', 'client_secret', 'grant_type', 'nonce', 'prompt', 'redirect_uri', 'request'],
      ...[
        'resource',
        'response_mode',
        'scope',
        'state',
        'username',
        '__proto__',
        'constructor',
        'sc%6fpe',
        ''
      ]
    ),
    oddText
  ),
  fc.oneof(
    fc.constantFrom(
      ...[`${apiClientId}/access_as_user`, `${apiClientId}/`, '/access_as_user', 'openid', 'User.Read', ' '],
      ...[
        'consent',
        'login consent',
        'password',
        'client_credentials',
        '{"access_token":{}}',
        '{',
        '\r\nx: y'
      ],
      ...['https://evil.example/client.json', 'https://[', apiClientId, '%', '%zz', '%00']
    ),
    oddText
  )
)

/** The pairs, some left out, with others among them, each written with its escapes or without. */
const parameters = (usual: Pair[]): Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.subarray(usual) }),
      fc.array(other, { maxLength: 3 }),
      fc.boolean()
    )
    .map(([own, others, isRaw]) =>
      [...own, ...others]
        .map(([name, value]) => (isRaw ? `${name}=${value}` : String(new URLSearchParams([[name, value]]))))
        .join('&')
    )

/** Requests of the authorization server, most of them nearly right. */
export const oauth: Arbitrary<OAuthContent> = fc.oneof(
  parameters(authorization).map((query) => ({
    method: 'GET',
    target: `/oauth/authorize?${query.replace(/[^\x21-\x7e]/g, '')}`,
    headers: [],
    body: ''
  })),
  fc
    .constantFrom(...redemptions)
    .chain(parameters)
    .map((body) => ({ method: 'POST', target: '/oauth/token', headers: [form], body }))
)
