import t, { type Test } from 'tap'
import { nativeClientId, vsCodeClientId } from '../../deploy/local/tenant.ts'
import { bearer } from '../answer.ts'
import { type Chain, startChain } from '../chain.ts'
import { userClaims, userClaimsV1 } from '../user-claims.ts'

const parent = '6f1f3a52-0c4b-4c0e-9d0a-5b7c2f9e1a34'
const forUser = { idtyp: 'user', xms_act_fct: '3 9 11', xms_par_app_azp: parent }
const asUser = { idtyp: 'user', xms_act_fct: '11', xms_sub_fct: '1 13', xms_par_app_azp: parent }
const alone = { idtyp: 'app', scp: undefined, xms_act_fct: '3 9 11', xms_sub_fct: '9 3 11' }

const listed = `${nativeClientId.toUpperCase()}, ${vsCodeClientId}`
const clients = await startChain(t, {
  gateway: false,
  environment: { ALLOWED_CLIENTS: listed, ACCEPT_V1_TOKENS: 'true' }
})
const deny = await startChain(t, { gateway: false, environment: { AGENTS: 'deny' } })
const open = await startChain(t, { gateway: false })

for (const [title, claims] of Object.entries({
  'by azp': userClaims(clients.config, { azp: nativeClientId }),
  'by azp in other letters': userClaims(clients.config, { azp: vsCodeClientId.toUpperCase() }),
  'by appid': userClaimsV1(clients.config, { appid: vsCodeClientId })
})) {
  t.test(`a listed client may call, known ${title}`, async (t) => {
    await lets(t, clients, await clients.entra.sign(claims))
  })
}

for (const [title, claims] of Object.entries({
  'by azp': userClaims(clients.config, { azp: parent }),
  'by appid': userClaimsV1(clients.config, { appid: parent }),
  'by a part of its id': userClaims(clients.config, { azp: nativeClientId.slice(1) }),
  'by an empty id': userClaims(clients.config, { azp: '' }),
  'by two ids in one': userClaims(clients.config, { azp: listed }),
  'by a listed parent': userClaims(clients.config, {
    azp: parent,
    xms_par_app_azp: nativeClientId
  }),
  'without the scope': userClaims(clients.config, { azp: parent, scp: 'other' })
})) {
  t.test(`a client that is not listed may not call, known ${title}`, async (t) => {
    await refuses(t, clients, await clients.entra.sign(claims))
  })
}

for (const [title, changes] of Object.entries({
  'for its user': forUser,
  'as a user of its own': asUser,
  'as a user of its own, by the subject alone': { xms_sub_fct: '13' },
  'for its user, by the only word': { xms_act_fct: '11' },
  'for its user, by the first word': { xms_act_fct: '11 3 9' }
})) {
  t.test(`AGENTS=deny refuses an agent that acts ${title}; else it may call`, async (t) => {
    await refuses(t, deny, await deny.entra.sign(userClaims(deny.config, changes)))
    await lets(t, open, await open.entra.sign(userClaims(open.config, changes)))
  })
}

for (const [title, changes] of Object.entries({
  'no facets': {},
  'facets of people and applications': { xms_act_fct: '3 9', xms_sub_fct: '1 3' },
  'words that contain the agent’s': { xms_act_fct: '111 211 1 1', xms_sub_fct: '113 131' },
  'the words of the other claim': { xms_act_fct: '13', xms_sub_fct: '11' },
  'a parent application': { xms_par_app_azp: parent },
  'empty claims': { xms_act_fct: '', xms_sub_fct: '' }
})) {
  t.test(`AGENTS=deny lets a user call whose token has ${title}`, async (t) => {
    await lets(t, deny, await deny.entra.sign(userClaims(deny.config, changes)))
  })
}

for (const [title, changes] of Object.entries({
  'facets that are no text': { xms_act_fct: ['11'] },
  'a facet that is a number': { xms_sub_fct: 13 }
})) {
  t.test(`a token with ${title} is invalid, rather than a person's`, async (t) => {
    const token = await deny.entra.sign(userClaims(deny.config, changes))
    t.match(await deny.call('/me', bearer(token)), { status: 401, json: { code: 'token_invalid' } })
  })
}

t.test('an agent without a user is told to use one, whatever AGENTS says', async (t) => {
  for (const chain of [deny, open]) {
    const token = await chain.entra.sign(userClaims(chain.config, alone))
    t.match(await chain.call('/me', bearer(token)), { status: 403, json: { code: 'user_required' } })
  }
  const token = await deny.entra.sign(userClaims(deny.config, alone))
  await isAnonymous(t, deny, token)
})

t.test('an agent is in the log, with the application that it was made from', async (t) => {
  for (const [acts, changes] of Object.entries({ 'for-user': forUser, 'as-user': asUser, alone })) {
    const token = await open.entra.sign(userClaims(open.config, { azp: vsCodeClientId, ...changes }))
    await open.call('/me', bearer(token))
    const parentClient = acts === 'alone' ? undefined : parent
    t.match(open.log().at(-1), { route: '/me', client: vsCodeClientId, agent: acts, parentClient })
  }
  await open.call('/me', bearer(await open.entra.sign(userClaims(open.config))))
  t.notOk('agent' in (open.log().at(-1) ?? {}))
})

t.test('a refused client is in the log', async (t) => {
  const token = await clients.entra.sign(userClaims(clients.config, { azp: parent }))
  await clients.call('/me', bearer(token))
  t.match(clients.log().at(-1), { status: 403, code: 'client_refused', client: parent })
})

t.test('a token that was let in is judged again at each call', async (t) => {
  const token = await clients.entra.sign(userClaims(clients.config, { azp: parent }))
  for (let count = 0; count < 2; count++) await refuses(t, clients, token)
})

async function lets(t: Test, chain: Chain, token: string): Promise<void> {
  t.equal((await chain.call('/tools/hello', { method: 'POST', ...bearer(token) })).status, 200)
  const { json } = await chain.call('/status', bearer(token))
  t.match(json, { authentication: { state: 'authenticated' }, user: { objectId: /./ } })
}

/** Refused where a user is needed, by REST and by MCP; elsewhere the caller is nobody. */
async function refuses(t: Test, chain: Chain, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
  for (const [path, init] of [
    ['/me', {}],
    ['/tools/hello', { method: 'POST', body: '{}' }],
    ['/mcp', { method: 'POST', body }]
  ] as const) {
    const answer = await chain.call(path, { ...init, headers })
    t.match(
      answer,
      { status: 403, json: { code: 'client_refused', detail: /ALLOWED_CLIENTS and AGENTS/ } },
      path
    )
    t.notOk(answer.headers.has('www-authenticate'), 'a new sign-in does not help')
  }
  await isAnonymous(t, chain, token)
}

async function isAnonymous(t: Test, { call }: Chain, token: string): Promise<void> {
  const { json } = await call('/status', bearer(token))
  t.same(json.authentication, { state: 'invalid', reason: 'client_refused' })
  t.notOk(json.user)
  t.same((await call('/hello', bearer(token))).json, { message: 'Hello, world!' })
}
