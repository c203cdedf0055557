import t from 'tap'
import { gatewayAddress } from '../../../deploy/azure/gateway-address.ts'
import { registrationCommands } from '../../../deploy/azure/registration-commands.ts'
import { mistakesIn } from '../../../deploy/azure/variables.ts'
import { main, ofType, readText } from './predicted.ts'

const id = (type: string) =>
  `/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/platform/providers/${type}/contoso`
const EXISTING_GATEWAY = id('Microsoft.ApiManagement/service')
const EXISTING_GATEWAY_IDENTITY = id('Microsoft.ManagedIdentity/userAssignedIdentities')
const API_CLIENT_ID = '77777777-7777-4777-8777-777777777777'
const MCP_CLIENT_ID = '88888888-8888-4888-8888-888888888888'
const gateway = { EXISTING_GATEWAY, EXISTING_GATEWAY_IDENTITY, AZURE_ENV_NAME: 'mcp-dev' }

for (const [variables, name] of [
  [{ ...gateway, EXISTING_GATEWAY: 'contoso' }, 'EXISTING_GATEWAY'],
  [{ ...gateway, EXISTING_GATEWAY: `${EXISTING_GATEWAY}/apis/a` }, 'EXISTING_GATEWAY'],
  [{ ...gateway, EXISTING_GATEWAY: EXISTING_GATEWAY_IDENTITY }, 'EXISTING_GATEWAY'],
  [{ ...gateway, EXISTING_GATEWAY_IDENTITY: '' }, 'EXISTING_GATEWAY'],
  [{ EXISTING_GATEWAY_IDENTITY }, 'EXISTING_GATEWAY'],
  [{ ...gateway, AZURE_ENV_NAME: 'Dev' }, 'AZURE_ENV_NAME'],
  [{ ...gateway, AZURE_ENV_NAME: 'dev-' }, 'AZURE_ENV_NAME'],
  [{ ...gateway, AZURE_ENV_NAME: 'a--b' }, 'AZURE_ENV_NAME'],
  [
    { ...gateway, CUSTOM_DOMAIN_CERTIFICATE_URI: 'https://a.vault.azure.net/secrets/b' },
    'CUSTOM_DOMAIN_CERTIFICATE_URI'
  ],
  [
    { ...gateway, GATEWAY_SUBNET_ID: `${id('Microsoft.Network/virtualNetworks')}/subnets/apps` },
    'GATEWAY_SUBNET_ID'
  ],
  [{ EXISTING_ENVIRONMENT: id('Microsoft.App/containerApps') }, 'EXISTING_ENVIRONMENT'],
  [
    {
      EXISTING_ENVIRONMENT: id('Microsoft.App/managedEnvironments'),
      APPS_SUBNET_ID: `${id('Microsoft.Network/virtualNetworks')}/subnets/apps`
    },
    'APPS_SUBNET_ID'
  ],
  [{ EXISTING_WORKSPACE: 'contoso' }, 'EXISTING_WORKSPACE'],
  [{ EXISTING_REGISTRY: 'contoso.azurecr.io' }, 'EXISTING_REGISTRY'],
  [{ API_CLIENT_ID }, 'MCP_CLIENT_ID'],
  [{ API_CLIENT_ID, MCP_CLIENT_ID: API_CLIENT_ID }, 'API_CLIENT_ID'],
  [{ API_CLIENT_ID: 'Graph for agents', MCP_CLIENT_ID }, 'API_CLIENT_ID']
] as const) {
  t.test(`one sentence tells what is wrong with ${JSON.stringify(variables)}`, async (t) => {
    const [sentence, ...others] = mistakesIn(variables)
    t.match(sentence, new RegExp(`^${name} `))
    t.strictSame(others, [])
  })
}

for (const variables of [
  gateway,
  { ...gateway, EXISTING_GATEWAY: EXISTING_GATEWAY.toLowerCase(), CUSTOM_DOMAIN: 'api.contoso.com' },
  { API_CLIENT_ID, MCP_CLIENT_ID },
  // An output of a deployment that makes its own.
  { MCP_CLIENT_ID },
  { EXISTING_WORKSPACE: id('microsoft.operationalinsights/workspaces') }
])
  t.test(`nothing is wrong with ${JSON.stringify(variables)}`, async (t) =>
    t.strictSame(mistakesIn(variables), [])
  )

t.test('in a shared gateway the address begins with the name of the environment', async (t) => {
  t.equal(gatewayAddress(gateway), 'https://contoso.azure-api.net/mcp-dev/api')
  t.equal(gatewayAddress({ ...gateway, CUSTOM_DOMAIN: 'a.example' }), 'https://a.example/mcp-dev/api')
})

interface Application {
  [property: string]: unknown
  api: { oauth2PermissionScopes: { id: string }[]; preAuthorizedApplications: { appId: string }[] }
  publicClient?: { redirectUris: string[] }
}

t.test('the printed commands give registrations what application.bicep gives its own', async (t) => {
  const values = { ...main.outputs, API_CLIENT_ID, MCP_CLIENT_ID, AZURE_ENV_NAME: 'dev' }
  const address = String(main.outputs.APIM_GATEWAY_URL)
  const text = registrationCommands({
    ...values,
    CUSTOM_DOMAIN: new URL(address).host,
    CODEX_REDIRECT_URIS: ''
  })
  const bodies = [...text.matchAll(/<<EOF\n([\s\S]*?)\nEOF/g)].map(([, body = '']) => JSON.parse(body))
  const [api, preauthorized, , client, , credential] = bodies
  const applications = ofType<Application>('Microsoft.Graph/applications').map(({ properties }) => properties)
  const [ownClient] = applications.filter(({ publicClient }) => publicClient)
  const [ownApi] = applications.filter(({ publicClient }) => !publicClient)
  t.strictSame(withoutIds(api.api.oauth2PermissionScopes), withoutIds(ownApi?.api.oauth2PermissionScopes))
  t.strictSame(withoutIds(api.appRoles), withoutIds(ownApi?.appRoles))
  for (const name of ['optionalClaims', 'spa']) t.strictSame(api[name], ownApi?.[name], name)
  t.equal(api.api.requestedAccessTokenVersion, 2)
  t.equal(api.identifierUris[0], `${address}/mcp`)
  t.equal(
    preauthorized.api.preAuthorizedApplications.at(-1).appId,
    ownApi?.api.preAuthorizedApplications.at(-1)?.appId
  )
  // The last two are Codex's, which the hook computes.
  t.strictSame(client.publicClient.redirectUris, ownClient?.publicClient?.redirectUris.slice(0, -2))
  for (const name of ['web', 'spa']) t.strictSame(client[name], ownClient?.[name], name)
  const [own] = ofType('Microsoft.Graph/applications/federatedIdentityCredentials')
  t.strictSame(credential.audiences, own?.properties.audiences)
  t.equal(credential.subject, own?.properties.subject)
})

t.test('the page sets only variables that the deployment reads, and reads only its outputs', async (t) => {
  const page = readText('deploy/azure/existing.md')
  const parameters = readText('deploy/azure/main.parameters.json')
  const set = [...page.matchAll(/azd env set (\w+)/g)].map(([, name = '']) => name)
  t.ok(set.length > 8)
  for (const name of set) t.match(parameters, `\${${name}=`, name)
  for (const [, name = ''] of page.matchAll(/azd env get-value (\w+)/g)) t.ok(name in main.outputs, name)
  for (const [, script = ''] of page.matchAll(/npm run --silent (\w+)/g))
    t.ok(script in JSON.parse(readText('package.json')).scripts, script)
})

function withoutIds(list: unknown): unknown {
  return (list as object[]).map((one) => ({ ...one, id: '' }))
}
