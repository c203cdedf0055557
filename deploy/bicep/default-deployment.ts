import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codexRedirectUris } from '../azure/codex-redirect-uris.ts'
import { type Bicep, type Resource, subscriptionId, type Template, tenantId } from './bicep.ts'

/** A template and what it makes, as `deploy/azure/predicted/` keeps it. */
export interface Predicted {
  parameters: Template['parameters']
  outputs: Record<string, unknown>
  resources: Resource[]
}

export const templates = ['main', 'app'] as const

const root = join(import.meta.dirname, '../..')
const known = {
  AZURE_ENV_NAME: 'dev',
  AZURE_LOCATION: 'westeurope',
  AZURE_SUBSCRIPTION_ID: subscriptionId,
  AZURE_TENANT_ID: tenantId,
  AZURE_RESOURCE_GROUP: 'rg-dev',
  PUBLISHER_NAME: 'Contoso',
  PUBLISHER_EMAIL: 'api@contoso.com'
}

/** The variables of azd in an environment in which nothing but the names is set: those that it asks for, and what the hook adds. */
export const defaultVariables: Record<string, string> = {
  ...known,
  CODEX_REDIRECT_URIS: codexRedirectUris(known) ?? ''
}

/** What `main.bicep` or `app.bicep` makes with the default variables and these. */
export function predictDeployment(
  bicep: Bicep,
  name: (typeof templates)[number],
  variables: Record<string, string> = {}
): Predicted {
  const file = join(root, `deploy/azure/${name}.bicep`)
  const { parameters } = bicep.build(file).template ?? { parameters: {} }
  const outputsOfMain = name === 'app' ? stringsOf(predictDeployment(bicep, 'main', variables).outputs) : {}
  const given = { ...defaultVariables, SERVICE_APP_IMAGE_NAME: 'image:1', ...outputsOfMain, ...variables }
  const { outputs = {}, resources, diagnostics } = bicep.predict(file, given)
  if (diagnostics.length > 0) throw new Error(`${name}.bicep: ${diagnostics.join('\n')}`)
  return shorten({ parameters, outputs, resources })
}

/** Names texts by their file, and outputs of modules by their module, so that a change of either shows in one place. */
function shorten(predicted: Predicted): Predicted {
  const files = filesByText()
  const text = JSON.stringify(predicted, (_, value) =>
    typeof value === 'string' ? (files.get(value) ?? withoutReferences(value)) : value
  )
  return JSON.parse(text)
}

function withoutReferences(value: string): string {
  const short = value.replace(
    /reference\(resourceId\([^()]*format\('(\w+)-\{0\}', uniqueString\('\w+', deployment\(\)\.name\)\)\), '[\d-]+'\)\.outputs\.(\w+)\.value/g,
    '$1.outputs.$2'
  )
  return short
}

/** The texts that templates load. A text of JSON has lost its blanks on the way. */
function filesByText(): Map<string, string> {
  const files = globSync(['apim-policies/**/*.xml', 'deploy/azure/**/*.kql', 'deploy/azure/openapi.json'], {
    cwd: root
  })
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return [file.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text, `file:${file}`]
    })
  )
}

function stringsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}
