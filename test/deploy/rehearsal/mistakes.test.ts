import t from 'tap'
import type { Mistake } from '../../../deploy/rehearsal/rehearsal.ts'
import { app, ofType, only } from '../azure/predicted.ts'
import { prepared, skip, succeeds } from './rehearsal.ts'

const [container] = only<{ template: { containers: [{ env: { name: string }[] }] } }>(
  'Microsoft.App/containerApps',
  app
).properties.template.containers
const variables = container.env
const redirectUris = ofType<{ publicClient?: { redirectUris: string[] } }>(
  'Microsoft.Graph/applications'
).flatMap(({ properties }) => properties.publicClient?.redirectUris ?? [])
const service = 'Microsoft.ApiManagement/service'

/** The kinds of resources that calls depend on. */
const kinds = [
  'namedValues',
  'policyFragments',
  'apis',
  'backends',
  'apis/policies',
  'apis/operations',
  'apis/operations/policies',
  'products',
  'products/apis',
  'products/policies'
]

/** A variable of the container that is not set. */
const withoutVariable = (name: string): Mistake => ({
  resources: (resources) =>
    JSON.parse(JSON.stringify(resources), (key, value) =>
      key === 'env' ? (value as { name: string }[]).filter((variable) => variable.name !== name) : value
    )
})

const changed = (type: string, change: (properties: Record<string, unknown>) => object): Mistake => ({
  directoryObject: (made, properties) =>
    made.startsWith(`Microsoft.Graph/${type}@`) ? { ...properties, ...change(properties) } : properties
})

/** What the templates may lose without anybody's notice, and why. */
const unnoticed: Record<string, string> = {
  'apis/operations/policies mcp-auth-service/get-me/policy':
    'the service answers the same failures of an exchange by itself',
  'namedValues calls-per-day': 'the default tier has no quota',
  // The port does not count.
  'redirect URI http://127.0.0.1': 'it is the same as http://127.0.0.1:33418',
  'redirect URI http://127.0.0.1:33418': 'it is the same as http://127.0.0.1',
  'variable AGENTS': 'it is the default',
  'variable AUTHORITY_HOST': 'it is the default, in the public cloud',
  'variable GRAPH_URL': 'it is the default, in the public cloud',
  'variable SIGN_IN_SCOPES': 'it is the default',
  'variable TOOL_CALLS_PER_MINUTE': 'it is the default',
  'variable APPLICATIONINSIGHTS_CONNECTION_STRING': 'telemetry is nothing that callers see',
  'variable LOG_LEVEL': 'the log is nothing that callers see'
}

const mistakes: [string, Mistake][] = [
  ...kinds
    .flatMap((kind) => ofType(`${service}/${kind}`))
    .map(({ type, name }): [string, Mistake] => [
      `${type.replace(`${service}/`, '')} ${name.slice(name.indexOf('/') + 1)}`,
      {
        resources: (resources) =>
          resources.filter((resource) => resource.type !== type || resource.name !== name)
      }
    ]),
  ...variables.map(({ name }): [string, Mistake] => [`variable ${name}`, withoutVariable(name)]),
  ['scopes', changed('applications', () => ({ api: {} }))],
  [
    'App ID URIs',
    changed('applications', ({ identifierUris = [] }) => ({
      identifierUris: (identifierUris as string[]).slice(1)
    }))
  ],
  ...redirectUris.map((uri): [string, Mistake] => [
    `redirect URI ${uri}`,
    changed('applications', ({ publicClient }) =>
      publicClient ? { publicClient: { redirectUris: redirectUris.filter((other) => other !== uri) } } : {}
    )
  ]),
  [
    'version of tokens',
    changed('applications', ({ api }) => ({ api: { ...(api as object), requestedAccessTokenVersion: 1 } }))
  ],
  [
    'subject of the federated credential',
    changed('applications/federatedIdentityCredentials', () => ({
      subject: '00000000-0000-0000-0000-000000000000'
    }))
  ],
  [
    'audience of the federated credential',
    changed('applications/federatedIdentityCredentials', () => ({ audiences: [] }))
  ]
]

t.test('the deployment is noticed to lack any of its parts', { skip, timeout: 600_000 }, async (t) => {
  const rehearsal = await prepared(t)
  await succeeds(rehearsal)
  for (const [title, mistake] of mistakes) {
    if (title in unnoticed) await t.resolves(succeeds(rehearsal, mistake), `${title}: ${unnoticed[title]}`)
    else await t.rejects(succeeds(rehearsal, mistake), `without the ${title}`)
  }
})
