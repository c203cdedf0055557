import { readFileSync } from 'node:fs'
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
import { codexRedirectUri } from '../../../deploy/codex-redirect.ts'
import { withOrigins } from '../../../deploy/local/with-origins.ts'
import { ofType, only, readText } from './predicted.ts'

const folder = join(import.meta.dirname, '../../../deploy/azure')
const compiler = findCompiler()
const bicep = createBicep(compiler ?? '')
// Each compiles its modules too; "npm run bicep" compiles every file.
const problems = compiler
  ? templates.flatMap((name) => bicep.build(join(folder, `${name}.bicep`)).problems)
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

/** Variables that the page names, and what they change. Those that have nothing to do with each other are set together. */
const deployments: [Record<string, string>, Record<string, (t: Test, predicted: Predicted) => void>][] = [
  [
    {
      GATEWAY_SKU: 'Developer',
      REGISTER_GATEWAY_URI: 'false',
      ASSIGNMENT_REQUIRED: 'true',
      GRANT_ADMIN_CONSENT: 'false',
      PREAUTHORIZED_CLIENTS: 'none',
      REDIRECT_URIS: 'app://callback, web:https://a.example/b,spa:https://a.example/c,http://localhost',
      ALERT_EMAIL: 'operator@contoso.com',
      SIGN_IN_SCOPES: 'minimal',
      ALLOWED_CLIENTS: '77777777-7777-4777-8777-777777777777',
      AGENTS: 'deny',
      CORS_ORIGINS: 'https://a.example, http://localhost:5173'
    },
    {
      'a classic tier has the quota and refuses old protocols': (t, predicted) => {
        const fragments = ofType(`${service}/policyFragments`, predicted)
        const quota = fragments.find(({ name }) => name.endsWith('/daily-quota'))
        t.match(quota, { properties: { value: 'file:apim-policies/fragments/daily-quota.xml' } })
        t.equal(policyOf(predicted, 'products'), 'file:apim-policies/product.xml')
        t.match(JSON.stringify(only(service, predicted).properties.customProperties), /Tls10":"false"/)
      },
      'the origins are literal text in the policy of the API, as in the local gateway': (t, predicted) => {
        const text = withOrigins(readText('apim-policies/api.xml'), [
          'https://a.example',
          'http://localhost:5173'
        ])
        t.match(text, '<origin>https://a.example</origin><origin>http://localhost:5173</origin>')
        t.equal(policyOf(predicted, 'apis'), text)
      },
      'without the address of the gateway, the App ID URI is the name of the tenant alone': (
        t,
        predicted
      ) => {
        const [uri, ...others] = apiOf(predicted).identifierUris ?? []
        t.match(uri, /^api:\/\/11111111-/)
        t.strictSame(others, [])
        t.equal(predicted.outputs.APP_ID_URI, uri)
        t.equal(namedValue(predicted, 'app-id-uri'), uri)
        t.equal(
          namedValue(predicted, 'sign-in-scopes'),
          `${uri}/access_as_user`,
          'and the scopes are named after it'
        )
      },
      'only assigned users sign in, and the gateway has the role for its token': (t, predicted) => {
        const [role] = apiOf(predicted).appRoles ?? []
        t.match(role, { value: 'gateway', allowedMemberTypes: ['Application'], isEnabled: true })
        t.strictSame(only('Microsoft.Graph/appRoleAssignedTo', predicted).properties, {
          appRoleId: role?.id,
          principalId: '[identities.outputs.gatewayPrincipalId]',
          resourceId: "[reference('apiPrincipal').id]"
        })
        const principals = ofType('Microsoft.Graph/servicePrincipals', predicted)
        t.match(
          principals.find(({ properties }) => properties.appId === "[reference('api').appId]"),
          { properties: { appRoleAssignmentRequired: true } }
        )
      },
      'other redirect URIs come under the platform that their prefix names, each once': (t, predicted) => {
        const { publicClient, web, spa } = clientOf(predicted)
        t.ok(publicClient?.redirectUris.includes('app://callback'))
        t.equal(publicClient?.redirectUris.filter((uri) => uri === 'http://localhost').length, 1)
        t.ok(web?.redirectUris.includes('https://a.example/b'))
        t.strictSame(spa?.redirectUris, ['https://a.example/c'])
      },
      'nothing of an administrator is consented to, and no other client is pre-authorised': (
        t,
        predicted
      ) => {
        t.strictSame(ofType('Microsoft.Graph/oauth2PermissionGrants', predicted), [])
        t.strictSame(preauthorizedBy(predicted), ["[reference('mcpClient').appId]"])
      },
      'the policies know which clients and agents may call': (t, predicted) => {
        t.equal(namedValue(predicted, 'allowed-clients'), '77777777-7777-4777-8777-777777777777')
        t.equal(namedValue(predicted, 'agents'), 'deny')
      },
      'an address for alerts gets them all': (t, predicted) => {
        const group = only('Microsoft.Insights/actionGroups', predicted).id
        const rules = ofType<{ actions: { actionGroups: string[] } }>(
          'Microsoft.Insights/scheduledQueryRules',
          predicted
        )
        t.ok(rules.length > 5)
        for (const { name, properties } of rules) t.strictSame(properties.actions.actionGroups, [group], name)
      }
    }
  ],
  [
    {
      GATEWAY_SKU: 'StandardV2',
      APPS_SUBNET_ID: '/subnets/apps',
      GATEWAY_SUBNET_ID: '/subnets/gateway',
      CUSTOM_DOMAIN: 'api.contoso.com',
      CUSTOM_DOMAIN_CERTIFICATE_URI: 'https://v.vault.azure.net/secrets/c',
      EXCHANGE_CREDENTIAL: 'secret',
      CLIENT_SECRET: 'a value that is secret',
      PREAUTHORIZED_CLIENTS: '04B07795-8ddb-461a-bbee-02f9e1bf7b46, 04b07795-8ddb-461a-bbee-02f9e1bf7b46'
    },
    {
      'a private app has no public address, and the gateway joins the network': (t, predicted) => {
        t.match(only('Microsoft.App/managedEnvironments', predicted).properties, {
          vnetConfiguration: { infrastructureSubnetId: '/subnets/apps', internal: true }
        })
        t.match(only(service, predicted).properties, {
          virtualNetworkType: 'External',
          virtualNetworkConfiguration: { subnetResourceId: '/subnets/gateway' }
        })
      },
      'a custom domain is the address everywhere, also for Codex': (t, predicted) => {
        const address = 'https://api.contoso.com/api'
        t.equal(predicted.outputs.APIM_GATEWAY_URL, address)
        t.match(apiOf(predicted).identifierUris, [`${address}/mcp`, /^api:/])
        t.strictSame(clientOf(predicted).publicClient?.redirectUris.slice(-2), [
          codexRedirectUri(`${address}/mcp`),
          codexRedirectUri(`${address}/oauth/mcp`)
        ])
        t.match(only(service, predicted).properties.hostnameConfigurations, [{ hostName: 'api.contoso.com' }])
      },
      'a secret is kept in a vault that only the gateway reads, and is nowhere to be read': (
        t,
        predicted
      ) => {
        t.notMatch(JSON.stringify(predicted), 'a value that is secret')
        t.equal(namedValue(predicted, 'exchange-credential'), 'secret')
        const secret = only('Microsoft.KeyVault/vaults/secrets', predicted)
        t.match(secret.properties, { value: "[parameters('clientSecret')]" })
        const [reader, ...others] = ofType('Microsoft.Authorization/roleAssignments', predicted).filter(
          ({ id }) => id?.includes('/vaults/')
        )
        t.equal(reader?.properties.principalId, '[identities.outputs.gatewayPrincipalId]')
        t.strictSame(others, [])
      },
      'other clients take the place of Visual Studio Code, each once': (t, predicted) => {
        t.strictSame(preauthorizedBy(predicted), [
          "[reference('mcpClient').appId]",
          '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
        ])
      }
    }
  ]
]

for (const [variables, checks] of deployments) {
  t.test(`with ${Object.keys(variables).join(', ')}`, { skip }, async (t) => {
    const predicted = predictDeployment(bicep, 'main', variables)
    for (const [title, check] of Object.entries(checks)) t.test(title, async (t) => check(t, predicted))
    t.test('every name is known beforehand', async (t) => {
      for (const { type, name = '' } of predicted.resources) t.notOk(name.startsWith('['), `${type} ${name}`)
    })
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

/** The text of the policy of the product, or of the API. */
function policyOf(predicted: Predicted, scope: 'apis' | 'products'): string | undefined {
  const [policy] = ofType<{ value: string }>(`${service}/${scope}/policies`, predicted).filter(
    ({ name }) => scope === 'products' || name.endsWith('/mcp-auth-service/policy')
  )
  return policy?.properties.value
}

function namedValue(predicted: Predicted, name: string): string | undefined {
  const values = ofType<{ value: string }>(`${service}/namedValues`, predicted)
  return values.find((value) => value.name.endsWith(`/${name}`))?.properties.value
}
