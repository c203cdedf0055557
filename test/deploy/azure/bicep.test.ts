import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Environment } from '../../../app/config.ts'
import { createBicep, noGraphTypes } from '../../../deploy/bicep/bicep.ts'
import { findCompiler, noCompiler } from '../../../deploy/bicep/compiler.ts'
import {
  type Predicted,
  predictDeployment,
  predictedFile,
  predictedText,
  templates
} from '../../../deploy/bicep/default-deployment.ts'
import { ofType, only } from './predicted.ts'

const folder = join(import.meta.dirname, '../../../deploy/azure')
const compiler = findCompiler()
const bicep = createBicep(compiler ?? '')
const problems = compiler
  ? globSync('*.bicep', { cwd: folder }).flatMap((file) => bicep.build(join(folder, file)).problems)
  : []
const missing = compiler ? problems.some((line) => line.includes('BCP192')) && noGraphTypes : noCompiler
const skip = missing && `${missing} "npm run bicep" says the same where it matters.`
const service = 'Microsoft.ApiManagement/service'

/** Variables of the service that this deployment leaves at their defaults, and why. */
const left: Record<string, string> = {
  TOKEN_EXCHANGE: 'the gateway exchanges tokens',
  CLIENT_SECRET: 'the service holds no credential',
  MANAGED_IDENTITY_CLIENT_ID: 'the service holds no credential',
  ACCEPT_V1_TOKENS: 'the registration asks for v2 tokens',
  AUTHORITY_HOST: 'the public cloud',
  GRAPH_URL: 'the public cloud',
  REQUEST_STATE_KEY: 'a secret, and no tool of the registry asks back',
  CONTAINER_APP_NAME: 'set by Container Apps',
  CONTAINER_APP_ENV_DNS_SUFFIX: 'set by Container Apps',
  HOST: 'all addresses of the container',
  PORT: 'the port that the probes ask'
}

t.test('the templates compile, and the linter finds nothing', { skip }, async (t) => {
  t.strictSame(problems, [])
})

for (const name of templates) {
  t.test(`what ${name}.bicep makes by default is what is committed`, { skip }, async (t) => {
    const text = predictedText(predictDeployment(bicep, name))
    t.equal(text, readFileSync(predictedFile(name), 'utf8'), 'run npm run bicep -- --write')
  })
}

t.test(
  'each variable of the configuration can be set or is left for a reason, and no other is set',
  { skip },
  async (t) => {
    const others = {
      CORS_ORIGINS: 'https://a.example',
      ALLOWED_CLIENTS: '77777777-7777-4777-8777-777777777777'
    }
    const { properties } = only<{ template: { containers: { env: { name: string }[] }[] } }>(
      'Microsoft.App/containerApps',
      predictDeployment(bicep, 'app', others)
    )
    const set = properties.template.containers[0]?.env.map(({ name }) => name) ?? []
    t.strictSame([...set, ...Object.keys(left)].sort(), Object.keys(Environment.properties).sort())
  }
)

/** Rows: variables that the page names, and what they change. */
const rows: [string, Record<string, string>, (t: Test, predicted: Predicted) => void][] = [
  [
    'a classic tier has the quota and refuses old protocols',
    { GATEWAY_SKU: 'Developer' },
    (t, predicted) => {
      const quota = ofType(`${service}/policyFragments`, predicted).find(({ name }) =>
        name.endsWith('/daily-quota')
      )
      t.match(quota, { properties: { value: 'file:apim-policies/fragments/daily-quota.xml' } })
      t.match(JSON.stringify(only(service, predicted).properties.customProperties), /Tls10":"false"/)
    }
  ],
  [
    'without the address of the gateway, the App ID URI is the name of the tenant alone',
    { REGISTER_GATEWAY_URI: 'false' },
    (t, predicted) => {
      const [uri, ...others] = apiOf(predicted).identifierUris ?? []
      t.match(uri, /^api:\/\/11111111-/)
      t.strictSame(others, [])
      t.equal(predicted.outputs.APP_ID_URI, uri)
      t.equal(namedValue(predicted, 'app-id-uri'), uri)
    }
  ],
  [
    'a custom domain is the address everywhere, also for Codex',
    {
      CUSTOM_DOMAIN: 'api.contoso.com',
      CUSTOM_DOMAIN_CERTIFICATE_URI: 'https://v.vault.azure.net/secrets/c'
    },
    (t, predicted) => {
      t.equal(predicted.outputs.APIM_GATEWAY_URL, 'https://api.contoso.com/api')
      t.match(apiOf(predicted).identifierUris, ['https://api.contoso.com/api/mcp', /^api:/])
      t.match(clientOf(predicted).publicClient?.redirectUris.slice(-2), [
        /\/callback\/[\w-]{12}$/,
        /\/callback\/[\w-]{12}$/
      ])
      t.match(only(service, predicted).properties.hostnameConfigurations, [{ hostName: 'api.contoso.com' }])
    }
  ],
  [
    'only assigned users sign in where assignment is required, and the gateway has the role for its token',
    { ASSIGNMENT_REQUIRED: 'true' },
    (t, predicted) => {
      const [role] = apiOf(predicted).appRoles ?? []
      t.match(role, { value: 'gateway', allowedMemberTypes: ['Application'], isEnabled: true })
      t.strictSame(only('Microsoft.Graph/appRoleAssignedTo', predicted).properties, {
        appRoleId: role?.id,
        principalId: '[identities.outputs.gatewayPrincipalId]',
        resourceId: "[reference('apiPrincipal').id]"
      })
      t.match(
        ofType('Microsoft.Graph/servicePrincipals', predicted).map(({ properties }) => properties),
        [{ appRoleAssignmentRequired: true }, {}]
      )
    }
  ],
  [
    'other redirect URIs come under the platform that their prefix names, each once',
    { REDIRECT_URIS: 'app://callback, web:https://a.example/b,spa:https://a.example/c,http://localhost' },
    (t, predicted) => {
      const { publicClient, web, spa } = clientOf(predicted)
      t.ok(publicClient?.redirectUris.includes('app://callback'))
      t.equal(publicClient?.redirectUris.filter((uri) => uri === 'http://localhost').length, 1)
      t.ok(web?.redirectUris.includes('https://a.example/b'))
      t.strictSame(spa?.redirectUris, ['https://a.example/c'])
    }
  ],
  [
    'other clients take the place of Visual Studio Code',
    { PREAUTHORIZED_CLIENTS: '04B07795-8ddb-461a-bbee-02f9e1bf7b46, 04b07795-8ddb-461a-bbee-02f9e1bf7b46' },
    (t, predicted) => {
      t.strictSame(preauthorizedBy(predicted), [
        "[reference('mcpClient').appId]",
        '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
      ])
    }
  ],
  [
    'no other client signs in without consent where there is none',
    { PREAUTHORIZED_CLIENTS: 'none' },
    (t, predicted) => t.strictSame(preauthorizedBy(predicted), ["[reference('mcpClient').appId]"])
  ],
  [
    'the consent is left to an administrator',
    { GRANT_ADMIN_CONSENT: 'false' },
    (t, predicted) => t.strictSame(ofType('Microsoft.Graph/oauth2PermissionGrants', predicted), [])
  ],
  [
    'a secret is kept in a vault that only the gateway reads, and is nowhere to be read',
    { EXCHANGE_CREDENTIAL: 'secret', CLIENT_SECRET: 'a value that is secret' },
    (t, predicted) => {
      t.notMatch(JSON.stringify(predicted), 'a value that is secret')
      t.equal(namedValue(predicted, 'exchange-credential'), 'secret')
      t.match(only('Microsoft.KeyVault/vaults/secrets', predicted).properties, {
        value: "[parameters('clientSecret')]"
      })
      const [vault] = ofType('Microsoft.Authorization/roleAssignments', predicted).filter(({ id }) =>
        id?.includes('/vaults/')
      )
      t.equal(vault?.properties.principalId, '[identities.outputs.gatewayPrincipalId]')
    }
  ],
  [
    'an address for alerts gets them all',
    { ALERT_EMAIL: 'operator@contoso.com' },
    (t, predicted) => {
      const group = only('Microsoft.Insights/actionGroups', predicted).id
      const rules = ofType<{ actions: { actionGroups: string[] } }>(
        'Microsoft.Insights/scheduledQueryRules',
        predicted
      )
      t.ok(rules.length > 5)
      for (const { name, properties } of rules) t.strictSame(properties.actions.actionGroups, [group], name)
    }
  ],
  [
    'a private app has no public address, and the gateway joins the network',
    { APPS_SUBNET_ID: '/subnets/apps', GATEWAY_SUBNET_ID: '/subnets/gateway', GATEWAY_SKU: 'StandardV2' },
    (t, predicted) => {
      t.match(only('Microsoft.App/managedEnvironments', predicted).properties, {
        vnetConfiguration: { infrastructureSubnetId: '/subnets/apps', internal: true }
      })
      t.match(only(service, predicted).properties, {
        virtualNetworkType: 'External',
        virtualNetworkConfiguration: { subnetResourceId: '/subnets/gateway' }
      })
    }
  ]
]

for (const [title, variables, check] of rows) {
  t.test(title, { skip }, async (t) => {
    const predicted = predictDeployment(bicep, 'main', variables)
    check(t, predicted)
    for (const { type, name = '' } of predicted.resources) t.notOk(name.startsWith('['), `${type} ${name}`)
  })
}

interface Application {
  uniqueName: string
  identifierUris?: string[]
  publicClient?: { redirectUris: string[] }
  web?: { redirectUris: string[] }
  spa?: { redirectUris: string[] }
  appRoles?: { id: string }[]
  api?: { preAuthorizedApplications: { appId: string }[] }
}

function apiOf(predicted: Predicted): Application {
  return application(predicted, 'mcp-auth-service-')
}

function clientOf(predicted: Predicted): Application {
  return application(predicted, 'mcp-clients-')
}

function application(predicted: Predicted, name: string): Application {
  const all = ofType<Application>('Microsoft.Graph/applications', predicted)
  const found = all.find(({ properties }) => properties.uniqueName.startsWith(name))
  if (!found) throw new Error(`${name} is not registered`)
  return found.properties
}

function preauthorizedBy(predicted: Predicted): string[] | undefined {
  return apiOf(predicted).api?.preAuthorizedApplications.map(({ appId }) => appId)
}

function namedValue(predicted: Predicted, name: string): string | undefined {
  const values = ofType<{ value: string }>(`${service}/namedValues`, predicted)
  return values.find((value) => value.name.endsWith(`/${name}`))?.properties.value
}
