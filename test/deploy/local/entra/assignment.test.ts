import { decodeJwt } from 'jose'
import t from 'tap'
import { accounts, apiClientId, nativeClientId } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { localEntra, secret, userScope } from '../local-entra.ts'

const required = await localEntra(t, { assignmentRequired: true })
const { post, signIn } = required
const blocked = /AADSTS50105.*unassigned@contoso\.onmicrosoft\.com/

t.test('where assignment is required, an account that is not assigned cannot sign in', async (t) => {
  await t.rejects(signIn('unassigned'), { message: blocked })
  await t.rejects(signIn('unassigned', { scopes: [`api://${apiClientId}/.default`, 'openid'] }), {
    message: blocked
  })
  await t.rejects(signIn('unassigned', { scopes: ['Mail.Read', userScope] }), { message: blocked })
  t.match(decodeJwt((await signIn('user')).access_token), { oid: accounts.user.oid })
})

t.test('nor does it get a token for the API by way of another resource', async (t) => {
  const { refresh_token = '' } = await signIn('unassigned', { scopes: ['User.Read', 'offline_access'] })
  const form = { grant_type: 'refresh_token', client_id: nativeClientId, refresh_token }
  t.equal((await post(form)).status, 200, 'other applications are open to it')
  const { status, body } = await post({ ...form, scope: userScope })
  t.match(
    { status, ...body },
    { status: 400, error: 'invalid_grant', suberror: 'message_only', error_codes: [50105] }
  )
})

t.test('a token from before it was required is not exchanged', async (t) => {
  const open = await localEntra(t)
  const exchange = async (at: typeof open, user: string) => {
    const { access_token } = await open.signIn(user)
    return at.post({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: apiClientId,
      client_secret: secret,
      assertion: await at.entra.sign({ ...decodeJwt(access_token), iss: at.entra.issuer }),
      requested_token_use: 'on_behalf_of',
      scope: 'https://graph.microsoft.com/User.Read'
    })
  }
  t.equal((await exchange(open, 'unassigned')).status, 200)
  t.equal((await exchange(required, 'user')).status, 200)
  t.match(await exchange(required, 'unassigned'), {
    status: 400,
    body: { error: 'invalid_grant', suberror: 'message_only', error_codes: [50105] }
  })
})

t.test('by default everybody can sign in', async (t) => {
  const open = await localEntra(t)
  t.match(decodeJwt((await open.signIn('unassigned')).access_token), { oid: accounts.unassigned.oid })
})

t.test('ASSIGNMENT_REQUIRED turns it on in the chain', async (t) => {
  const chain = await startChain(t, { gateway: false, environment: { ASSIGNMENT_REQUIRED: 'true' } })
  await t.rejects(chain.token({ user: 'unassigned' }), { message: blocked })
  t.equal((await chain.call('/status', bearer(await chain.token()))).status, 200)
})

t.test('ASSIGNMENT_REQUIRED is true or false', async (t) => {
  await t.rejects(startChain(t, { environment: { ASSIGNMENT_REQUIRED: 'yes' } }), {
    name: 'ConfigError',
    message: /ASSIGNMENT_REQUIRED is "yes", but must be true or false/
  })
})
