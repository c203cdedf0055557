import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { azdValues } from '../bicep/azd-values.ts'
import { type Bicep, subscriptionId, tenantId } from '../bicep/bicep.ts'
import type { Azure } from './azure.ts'
import { type RunTime, resolveDeployment } from './template/resolve-deployment.ts'
import type { Resource, Template } from './template/template.ts'

export interface Deployed {
  resources: Resource[]
  outputs: Record<string, unknown>
}

const templates = join(import.meta.dirname, '../azure')

/**
 * Deploys `main` or `app` with the values of azd's environment: the resources and outputs as What-If's engine predicts them,
 * and what only Azure knows from `runTime`.
 */
export function deploy(
  bicep: Bicep,
  name: 'main' | 'app',
  values: Record<string, string>,
  { environment, ...runTime }: RunTime & Pick<Azure, 'environment'>
): Deployed {
  const file = join(templates, `${name}.bicep`)
  const { template, problems } = bicep.build(file)
  if (!template) throw new Error(problems.join('\n'))
  const prediction = bicep.predict(file, values)
  if (prediction.diagnostics.length > 0)
    throw new Error(`${name}.bicep: ${prediction.diagnostics.join('\n')}`)
  const given = azdValues(readFileSync(file.replace('.bicep', '.parameters.json'), 'utf8'), values)
  const parameters = Object.fromEntries(
    Object.entries(given).map(([key, text]) => [key, typed(template.parameters[key]?.type, text)])
  )
  const cloud = {
    tenantId,
    subscriptionId,
    resourceGroup: values.AZURE_RESOURCE_GROUP ?? `rg-${values.AZURE_ENV_NAME}`,
    environment
  }
  return resolveDeployment(prediction, template as Template, parameters, cloud, runTime)
}

function typed(type: string | undefined, text: string): unknown {
  return type === 'int' || type === 'bool' ? JSON.parse(text) : text
}
