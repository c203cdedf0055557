import { globSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { codexRedirectUris } from '../azure/codex-redirect-uris.ts'
import { type Bicep, type Resource, subscriptionId, type Template } from './bicep.ts'

/** A template and what it makes, as `deploy/azure/predicted/` keeps it. */
export interface Predicted {
  parameters: Template['parameters']
  outputs: Record<string, unknown>
  resources: Resource[]
}

export const templates = ['main', 'app'] as const

const root = join(import.meta.dirname, '../..')

/** All that azd asks for. */
const asked = {
  AZURE_ENV_NAME: 'dev',
  AZURE_LOCATION: 'westeurope',
  AZURE_SUBSCRIPTION_ID: subscriptionId,
  PUBLISHER_NAME: 'Contoso',
  PUBLISHER_EMAIL: 'api@contoso.com'
}

/** Outputs of main.bicep that only Azure knows. */
const givenByAzure = {
  AZURE_CONTAINER_REGISTRY_ENDPOINT: 'crdev.azurecr.io',
  AZURE_CONTAINER_ENVIRONMENT_ID: `/subscriptions/${subscriptionId}/resourceGroups/rg-dev/providers/Microsoft.App/managedEnvironments/cae-dev`,
  PULL_IDENTITY_ID: `/subscriptions/${subscriptionId}/resourceGroups/rg-dev/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-pull-dev`,
  GATEWAY_PRINCIPAL_ID: '33333333-3333-4333-8333-333333333333',
  CLIENT_ID: '44444444-4444-4444-8444-444444444444',
  MCP_CLIENT_ID: '55555555-5555-4555-8555-555555555555',
  APPS_DOMAIN: 'dev.westeurope.azurecontainerapps.io',
  APPS_STATIC_IP: '192.0.2.1',
  SERVICE_URL: 'https://app-dev.dev.westeurope.azurecontainerapps.io',
  APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=66666666-6666-4666-8666-666666666666'
}

/** What `main.bicep` or `app.bicep` makes in an environment of azd in which nothing but these variables is set. */
export function predictDeployment(
  bicep: Bicep,
  name: (typeof templates)[number],
  variables: Record<string, string> = {}
): Predicted {
  const file = join(root, `deploy/azure/${name}.bicep`)
  const { parameters } = bicep.build(file).template ?? { parameters: {} }
  const codex = codexRedirectUris({ ...asked, ...variables }) ?? ''
  const before = name === 'app' ? outputsOf(predictDeployment(bicep, 'main', variables)) : {}
  const given = { ...asked, CODEX_REDIRECT_URIS: codex, ...variables, ...before }
  const { outputs = {}, resources, diagnostics } = bicep.predict(file, given)
  if (diagnostics.length > 0) throw new Error(`${name}.bicep: ${diagnostics.join('\n')}`)
  return shorten({
    parameters,
    // The engine keeps no order.
    outputs: Object.fromEntries(Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1))),
    resources: resources.sort((a, b) => (identityOf(a) < identityOf(b) ? -1 : 1))
  })
}

/** A resource of Graph has no name. */
function identityOf({ type, name, properties }: Resource): string {
  return `${type} ${name ?? JSON.stringify(properties)}`
}

/** The file in which a prediction of the default deployment is committed. */
export function predictedFile(name: (typeof templates)[number]): string {
  return join(root, `deploy/azure/predicted/${name}.json`)
}

export function predictedText(predicted: Predicted): string {
  return `${JSON.stringify(predicted, null, 2)}\n`
}

/** The variables of azd after main.bicep: its outputs, and the name of the image that azd has built. */
function outputsOf({ outputs }: Predicted): Record<string, string> {
  const known = Object.entries(outputs).map(([name, value]) => {
    const text = String(value)
    if (!text.startsWith('[')) return [name, text]
    if (name in givenByAzure) return [name, givenByAzure[name as keyof typeof givenByAzure]]
    throw new Error(`Azure gives the output ${name}, and givenByAzure has no value for it.`)
  })
  return { ...Object.fromEntries(known), SERVICE_APP_IMAGE_NAME: 'crdev.azurecr.io/app:1' }
}

/** Names texts by their file, and outputs of modules by their module, so that a change of either shows in one place. */
function shorten(predicted: Predicted): Predicted {
  const files = filesByText()
  const resources = predicted.resources.map((resource) =>
    JSON.parse(JSON.stringify(resource, (_, value) => fileOf(files.get(value), resource) ?? value))
  )
  return JSON.parse(withoutReferences(JSON.stringify({ ...predicted, resources })))
}

/** Of files with the same text, the one that is named like the resource. */
function fileOf(files: string[] | undefined, { name = '' }: Resource): string | undefined {
  const parts = name.split('/')
  return files?.find((file) => parts.includes(basename(file, extname(file)))) ?? files?.[0]
}

/** Templates refer to a module by the name of its deployment, which Azure computes. */
function withoutReferences(text: string): string {
  const [before = '', ...references] = text.split('reference(')
  return before + references.map(shortReference).join('')
}

/** `MODULE.outputs.OUTPUT` for what follows `reference(`; anything that refers to no module stays as it is. */
function shortReference(text: string): string {
  const end = text.indexOf(').outputs.')
  const module = /format\('(\w+)-\{0\}'/.exec(text.slice(0, Math.max(end, 0)))?.[1]
  if (!module || !text.startsWith('resourceId(')) return `reference(${text}`
  return module + text.slice(end + 1).replace(/^(\.outputs\.\w+)\.value/, '$1')
}

/** The texts that templates load. A text of JSON has lost its blanks on the way. */
function filesByText(): Map<unknown, string[]> {
  const patterns = ['apim-policies/**/*.xml', 'deploy/azure/**/*.kql', 'deploy/azure/openapi.json']
  const byText = new Map<unknown, string[]>()
  for (const file of globSync(patterns, { cwd: root }).sort()) {
    const text = readFileSync(join(root, file), 'utf8')
    const loaded = file.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text
    byText.set(loaded, [...(byText.get(loaded) ?? []), `file:${file}`])
  }
  return byText
}
