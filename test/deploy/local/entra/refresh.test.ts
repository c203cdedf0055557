import { decodeJwt } from 'jose'
import t from 'tap'
import { accounts, apiClientId, nativeClientId, vsCodeClientId } from '../../../../deploy/local/tenant.ts'
import { localEntra, stepUp, userScope } from '../local-entra.ts'

const mailScope = `api://${apiClientId}/tools.mail.read`
const { post, signIn } = await localEntra(t)
const { refresh_token: first = '' } = await signIn('user', { scopes: [userScope, 'offline_access'] })

const renew = (changes: Record<string, string> = {}) =>
  post({ grant_type: 'refresh_token', client_id: nativeClientId, refresh_token: first, ...changes })
const claimsOf = ({ body }: { body: Record<string, unknown> }) => decodeJwt(String(body.access_token))

t.test('a refresh token works more than once, and so do those that it is exchanged for', async (t) => {
  const second = await renew()
  t.equal(second.status, 200)
  t.match(claimsOf(second), { oid: accounts.user.oid, azp: nativeClientId, scp: 'access_as_user' })
  const { refresh_token: newer } = second.body
  t.type(newer, 'string')
  t.not(newer, first)
  t.equal((await renew({ refresh_token: String(newer) })).status, 200)
  t.equal((await renew()).status, 200, 'the oldest still works')
})

const served: [string, string, Record<string, unknown>][] = [
  ['the scopes of the sign-in, when it names none', '', { aud: apiClientId, scp: 'access_as_user' }],
  ['a wider scope', `${userScope} ${mailScope}`, { scp: 'access_as_user tools.mail.read' }],
  ['another scope', mailScope, { aud: apiClientId, scp: 'tools.mail.read' }],
  ['.default', `api://${apiClientId}/.default`, { scp: 'access_as_user tools.mail.read' }],
  ['scopes by client id', `${apiClientId}/access_as_user`, { scp: 'access_as_user' }],
  ['another resource', 'https://graph.microsoft.com/Mail.Read', { aud: 'https://graph.microsoft.com' }],
  ['another resource by a short name', 'Mail.Read', { scp: 'Mail.Read', ver: '1.0' }],
  ['everything of another resource', 'https://graph.microsoft.com/.default', { scp: 'User.Read Mail.Read' }]
]
for (const [title, scope, claims] of served) {
  t.test(`a refresh serves ${title}`, async (t) => {
    const answer = await renew(scope ? { scope } : {})
    t.equal(answer.status, 200)
    t.match(claimsOf(answer), claims)
  })
}

t.test('the scopes of one refresh are not those of the next', async (t) => {
  const { body } = await renew({ scope: `${mailScope} offline_access` })
  t.match(claimsOf(await renew({ refresh_token: String(body.refresh_token) })), { scp: 'tools.mail.read' })
  t.match(claimsOf(await renew()), { scp: 'access_as_user' })
})

const refused: [string, Record<string, string>, string, number][] = [
  ['a token that nobody issued', { refresh_token: 'nonsense' }, 'invalid_grant', 70000],
  ['no token', { refresh_token: '' }, 'invalid_request', 900144],
  ['a token of another client', { client_id: vsCodeClientId }, 'invalid_grant', 70000],
  ['a scope that does not exist', { scope: `api://${apiClientId}/tools.all` }, 'invalid_grant', 65001],
  ['a bare scope of the API', { scope: 'access_as_user' }, 'invalid_grant', 65001],
  ['a permission without consent', { scope: 'Mail.Send' }, 'invalid_grant', 65001],
  ['one without consent beside one with it', { scope: 'Mail.Read Mail.Send' }, 'invalid_grant', 65001],
  ['two resources', { scope: `${userScope} Mail.Read` }, 'invalid_scope', 28000],
  [
    '.default beside a scope',
    { scope: `api://${apiClientId}/.default ${mailScope}` },
    'invalid_scope',
    70011
  ],
  ['a resource that does not exist', { scope: 'api://other/x' }, 'invalid_resource', 500011],
  ['a demand that the sign-in did not meet', { claims: stepUp }, 'interaction_required', 50076],
  [
    'a sign-in from before a revocation',
    { claims: `{"access_token":{"nbf":{"essential":true,"value":"${Math.ceil(Date.now() / 1000) + 60}"}}}` },
    'invalid_grant',
    50173
  ]
]
for (const [title, changes, error, code] of refused) {
  t.test(`a refresh is refused for ${title}`, async (t) => {
    const { status, body } = await renew(changes)
    t.match({ status, ...body }, { status: 400, error, error_codes: [code] })
    t.notOk('access_token' in body || 'refresh_token' in body)
  })
}

t.test('a refusal for want of consent names the client that asks', async (t) => {
  const { body } = await renew({ scope: 'Mail.Send' })
  t.match(body.error_description, `application with ID '${nativeClientId}'`)
})

t.test('the refusal of a demand says what to ask for at the next sign-in', async (t) => {
  const { body } = await renew({ claims: stepUp })
  t.same(JSON.parse(String(body.claims)), JSON.parse(stepUp))
  t.equal(body.suberror, 'basic_action')
})

t.test('a sign-in that met a demand keeps it at each refresh', async (t) => {
  const { refresh_token = '' } = await signIn('mfa', {
    claims: stepUp,
    scopes: [userScope, 'offline_access']
  })
  for (const claims of ['', stepUp]) {
    const answer = await renew({ refresh_token, ...(claims && { claims }) })
    t.equal(answer.status, 200)
    t.same(claimsOf(answer).acrs, ['c1'])
  }
})

t.test('a Graph permission that the person consented to at sign-in is renewed', async (t) => {
  const { refresh_token = '' } = await signIn('user', { scopes: ['Notes.Read', 'offline_access'] })
  t.match(claimsOf(await renew({ refresh_token })), { aud: 'https://graph.microsoft.com', scp: 'Notes.Read' })
  t.match(claimsOf(await renew({ refresh_token, scope: userScope })), { aud: apiClientId })
})

t.test('other tokens come only when asked for', async (t) => {
  const answer = (await renew({ scope: userScope })).body
  t.notOk('refresh_token' in answer || 'id_token' in answer || 'client_info' in answer)
  const { body } = await renew({ scope: `openid ${userScope}`, client_info: '1' })
  t.match(decodeJwt(String(body.id_token)), { aud: nativeClientId })
  t.match(JSON.parse(Buffer.from(String(body.client_info), 'base64url').toString()), {
    uid: accounts.user.oid
  })
})
