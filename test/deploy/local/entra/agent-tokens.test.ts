import { decodeJwt } from 'jose'
import t from 'tap'
import { accounts, agentIdentity, apiClientId } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { localEntra } from '../local-entra.ts'

const { entra } = await localEntra(t)
const facets = (value: unknown) => String(value).split(' ')

t.test('an agent acts for a person', async (t) => {
  const claims = decodeJwt(await entra.agentToken('for-user', { user: accounts.mfa }))
  t.match(claims, {
    aud: apiClientId,
    azp: agentIdentity.clientId,
    azpacr: '2',
    idtyp: 'user',
    oid: accounts.mfa.oid,
    scp: 'access_as_user',
    xms_par_app_azp: String
  })
  t.ok(facets(claims.xms_act_fct).includes('11'))
  t.notOk('xms_sub_fct' in claims)
})

t.test('an agent has an account of its own', async (t) => {
  const claims = decodeJwt(await entra.agentToken('own-account', { scopes: ['tools.mail.read'] }))
  t.match(claims, { idtyp: 'user', scp: 'tools.mail.read' })
  t.ok(facets(claims.xms_sub_fct).includes('13') && facets(claims.xms_act_fct).includes('11'))
})

t.test('an autonomous agent has no user and no scopes', async (t) => {
  const claims = decodeJwt(await entra.agentToken('autonomous'))
  t.match(claims, { idtyp: 'app', oid: agentIdentity.principalId, sub: agentIdentity.principalId })
  t.ok(facets(claims.xms_act_fct).includes('11') && facets(claims.xms_sub_fct).includes('11'))
  t.notOk('scp' in claims || 'name' in claims || 'roles' in claims)
})

for (const [title, gateway] of [
  ['behind the gateway', {}],
  ['without a gateway', false]
] as const) {
  t.test(`${title}, agents call for people, and AGENTS=deny keeps them out`, async (t) => {
    const environment = { CLIENT_SECRET: 'a secret of the test' }
    const open = await startChain(t, { gateway, environment })
    const closed = await startChain(t, { gateway, environment: { ...environment, AGENTS: 'deny' } })
    const answer = async (chain: typeof open, kind: Parameters<typeof entra.agentToken>[0]) => {
      const { status, json } = await chain.call('/me', bearer(await chain.entra.agentToken(kind)))
      return { status, code: json.code }
    }
    for (const kind of ['for-user', 'own-account'] as const) {
      t.match(await answer(open, kind), { status: 200 }, kind)
      t.match(await answer(closed, kind), { status: 403, code: 'client_refused' }, kind)
    }
    for (const chain of [open, closed]) {
      t.match(await answer(chain, 'autonomous'), { status: 403, code: 'user_required' })
    }
  })
}
