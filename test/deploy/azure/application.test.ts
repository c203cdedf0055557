import { readFileSync } from 'node:fs'
import t from 'tap'
import { Claims } from '../../../app/caller.ts'
import { permissions } from '../../../deploy/azure/permissions.ts'
import { madeBefore, readBicep } from './bicep.ts'

const application = readBicep('application.bicep')

t.test('the committed scopes are those of the tools', async (t) => {
  const file = new URL('../../../deploy/azure/permissions.json', import.meta.url)
  t.equal(readFileSync(file, 'utf8'), permissions(), 'run npm run generate')
})

t.test(
  'the registration has the scopes of the tools, and the consent is for theirs of Graph alone',
  async (t) => {
    t.equal(application.get('permissions')?.text, "var permissions = loadJsonContent('permissions.json')")
    t.match(application.get('scopes')?.text, 'for scope in permissions.apiScopes')
    t.match(application.get('api')?.text, 'oauth2PermissionScopes: scopes')
    t.match(application.get('consent')?.text, "scope: join(permissions.graphScopes, ' ')")
    t.match(application.get('api')?.text, 'resourceAccess: map(permissions.graphScopes')
  }
)

t.test('its tokens are of version 2, its tenant the only one, and no password is made', async (t) => {
  for (const name of ['api', 'mcpClient'])
    t.match(application.get(name)?.value, { signInAudience: 'AzureADMyOrg' })
  t.match(application.get('api')?.value, { api: { requestedAccessTokenVersion: 2 } })
  for (const { text } of application.values()) t.notMatch(text, /passwordCredentials|keyCredentials/)
})

t.test(
  'the App ID URIs are the address of the endpoint and the name under the tenant, with v2 tokens',
  async (t) => {
    t.match(
      application.get('identifierUris')?.text,
      /registerGatewayUri \? \['\$\{publicUrl\}\/mcp', tenantUri\] : \[tenantUri\]$/
    )
    t.match(application.get('tenantUri')?.text, /'api:\/\/\$\{tenant\(\)\.tenantId\}\//)
    t.match(application.get('api')?.value, { api: { requestedAccessTokenVersion: 2 } })
  }
)

t.test(
  'where assignment is required, the gateway has the role with which it still gets its token',
  async (t) => {
    t.match(application.get('apiPrincipal')?.text, 'appRoleAssignmentRequired: assignmentRequired')
    const role = application.get('gatewayRole')
    t.match(role?.text, '= if (assignmentRequired) {')
    t.match(role?.text, 'principalId: gatewayPrincipalId')
    t.match(role?.text, 'appRoleId: gatewayRoleId')
    t.match(application.get('api')?.text, 'id: gatewayRoleId')
  }
)

t.test("the gateway's identity alone may exchange tokens as the API", async (t) => {
  const credentials = [...application.values()].filter(({ of }) =>
    of.endsWith('/federatedIdentityCredentials')
  )
  t.equal(credentials.length, 1)
  t.match(credentials[0]?.text, 'subject: gatewayPrincipalId')
  t.match(credentials[0]?.value, { audiences: ['api://AzureADTokenExchange'] })
  t.ok(madeBefore('gatewayCredential', application).has('api'))
})

t.test('its tokens have the optional claims that tell applications and agents', async (t) => {
  const optional = Object.keys(Claims.properties).filter((name) => /^(idtyp|xms_)/.test(name))
  t.equal(optional.length, 4)
  const [, claims = ''] =
    /optionalClaims: \{ accessToken: (.*) \}/.exec(application.get('api')?.text ?? '') ?? []
  for (const name of optional) t.match(claims, `'${name}'`)
})
