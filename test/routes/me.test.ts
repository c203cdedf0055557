import t from 'tap'
import { accounts } from '../../deploy/local/tenant.ts'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'

const { call, graph, token } = await startChain(t, { gateway: false })

t.test('the signed-in user gets the documented fields of their profile and nothing else', async (t) => {
  const { oid, name, givenName, surname, username } = accounts.user
  const { status, json, headers } = await call('/me', bearer(await token()))
  t.equal(status, 200)
  t.equal(headers.get('content-type'), 'application/json; charset=utf-8')
  t.strictSame(json, {
    id: oid,
    displayName: name,
    givenName,
    surname,
    userPrincipalName: username,
    mail: username,
    jobTitle: 'Product Manager',
    department: 'Products',
    officeLocation: 'Lisbon 2/214',
    preferredLanguage: 'en-GB'
  })
})

t.test('what Graph sends too much stays here, and what it leaves empty is absent', async (t) => {
  const more = {
    '@odata.context': 'x',
    id: 'someone',
    mail: null,
    jobTitle: '',
    mobilePhone: '+351',
    employeeId: 7
  }
  t.teardown(graph.faults.add({ path: /\/me/, status: 200, body: JSON.stringify(more) }))
  const { status, json } = await call('/me', bearer(await token()))
  t.equal(status, 200)
  t.strictSame(json, { id: 'someone', jobTitle: '' })
})

t.test('Graph is asked for these fields alone', async (t) => {
  const before = graph.requests.length
  await call('/me', bearer(await token()))
  t.match(graph.requests.slice(before), [{ method: 'GET', path: '/v1.0/me', status: 200 }])
})

t.test('HEAD tells of the same', async (t) => {
  const { status, text } = await call('/me', { method: 'HEAD', ...bearer(await token()) })
  t.strictSame([status, text], [200, ''])
  t.equal((await call('/me', { method: 'HEAD' })).status, 401)
})

for (const [user, status, code] of [
  ['mfa', 401, 'claims_required'],
  ['noconsent', 403, 'consent_required'],
  ['blocked', 403, 'graph_forbidden']
] as const) {
  t.test(`the account ${user} is answered ${code}`, async (t) => {
    t.match(await call('/me', bearer(await token({ user }))), { status, json: { code } })
  })
}
