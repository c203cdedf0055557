import { decodeJwt } from 'jose'
import t from 'tap'
import { apiClientId, daemonIdentity, managedIdentity } from '../../../../deploy/local/tenant.ts'
import { answerOf, localEntra } from '../local-entra.ts'

const { entra } = await localEntra(t)

const ask = (query: Record<string, string>, header = entra.identityHeader) =>
  answerOf(
    fetch(`${entra.identityEndpoint}?${new URLSearchParams({ 'api-version': '2019-08-01', ...query })}`, {
      headers: { 'x-identity-header': header }
    })
  )

t.test('the managed identity gets a token that the federated credential trusts', async (t) => {
  const { status, body } = await ask({
    resource: 'api://AzureADTokenExchange',
    client_id: managedIdentity.clientId
  })
  t.equal(status, 200)
  t.match(body, {
    resource: 'api://AzureADTokenExchange',
    token_type: 'Bearer',
    client_id: managedIdentity.clientId,
    expires_on: /^\d{10}$/
  })
  const claims = decodeJwt(String(body.access_token))
  t.match(claims, { iss: entra.issuer, aud: 'api://AzureADTokenExchange', sub: managedIdentity.principalId })
  t.equal(String(claims.exp), body.expires_on)
})

t.test('the managed identity gets an app-only token for the API', async (t) => {
  for (const resource of [apiClientId, `api://${apiClientId}`]) {
    const { body } = await ask({ resource })
    const claims = decodeJwt(String(body.access_token))
    t.match(claims, {
      aud: apiClientId,
      azp: managedIdentity.clientId,
      oid: managedIdentity.principalId,
      sub: managedIdentity.principalId,
      idtyp: 'app',
      ver: '2.0'
    })
    t.notOk('scp' in claims || 'name' in claims)
  }
})

t.test('a request without the header, or with a wrong parameter, is refused', async (t) => {
  t.equal((await ask({ resource: apiClientId }, 'wrong')).status, 401)
  t.equal((await ask({ resource: apiClientId, client_id: daemonIdentity.clientId })).status, 400)
  t.equal((await ask({ resource: 'https://other.example' })).status, 400)
  t.equal((await ask({ resource: apiClientId, 'api-version': '2017-09-01' })).status, 400)
})

t.test('a process on this machine gets a token as the background job', async (t) => {
  const url = `${entra.url}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${apiClientId}`
  t.equal((await fetch(url)).status, 400, 'the header is required, because no web page can send it')
  const { body } = await answerOf(fetch(url, { headers: { metadata: 'true' } }))
  t.match(decodeJwt(String(body.access_token)), { oid: daemonIdentity.principalId, idtyp: 'app' })
})
