import t from 'tap'
import { createKnownAddresses } from '../../../deploy/doctor/known-addresses.ts'

const deployed = createKnownAddresses({
  url: 'https://contoso.azure-api.net/api',
  serviceUrl: 'https://app.contoso.azurecontainerapps.io'
})
const local = createKnownAddresses({ url: 'http://localhost:8080/api' })

for (const address of [
  'https://contoso.azure-api.net/.well-known/oauth-protected-resource',
  'https://app.contoso.azurecontainerapps.io/status',
  'https://login.microsoftonline.com/tenant/v2.0/.well-known/openid-configuration',
  'https://login.microsoftonline.us/tenant/discovery/v2.0/keys',
  'https://login.partner.microsoftonline.cn/tenant/discovery/v2.0/keys'
]) {
  t.test(`a deployment may lead to ${address}`, async (t) => {
    t.ok(deployed.mayCall(address))
  })
}

for (const address of [
  'http://contoso.azure-api.net/api',
  'https://contoso.azure-api.net:8443/api',
  'https://contoso.azure-api.net/api?a=b',
  'https://contoso.azure-api.net/api#a',
  'https://user@contoso.azure-api.net/api',
  'https://:password@contoso.azure-api.net/api',
  'https://fabrikam.azure-api.net/api',
  'https://login.microsoftonline.com/tenant?p=x',
  'https://login.microsoftonline.com:8443/tenant',
  'https://login.microsoftonline.com./tenant',
  'https://login.microsoftonline.com@fabrikam.example',
  'https://login.microsoftonline.com.fabrikam.example',
  'http://login.microsoftonline.com/tenant',
  'http://localhost:8090/tenant',
  'https://127.0.0.1/tenant',
  'http://[::1]:8090/tenant',
  'http://169.254.169.254/metadata/identity/oauth2/token',
  'https://10.0.0.1/',
  'file:///etc/passwd',
  'data:,x',
  '/status',
  ''
]) {
  t.test(`a deployment may not lead to ${address || 'nothing'}`, async (t) => {
    t.notOk(deployed.mayCall(address))
  })
}

t.test('a chain on this machine may lead to this machine, and to Entra ID', async (t) => {
  for (const address of ['http://localhost:8090/a', 'http://127.0.0.1:1/a', 'https://[::1]/a'])
    t.ok(local.mayCall(address), address)
  t.ok(local.mayCall('https://login.microsoftonline.com/tenant'))
  for (const address of ['http://localhost:8090/a?b', 'http://localhost.example/a', 'ftp://localhost/a'])
    t.notOk(local.mayCall(address), address)
})
