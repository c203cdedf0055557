import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { azdValues } from './azd-values.ts'
import { bicepLiteral } from './bicep-literal.ts'
import { environmentExpression } from './cloud-environment.ts'

/** A template as Bicep compiles it; only what is read of it. */
export interface Template {
  parameters: Record<string, { type: string; defaultValue?: unknown; allowedValues?: unknown[] }>
  outputs?: Record<string, { type: string }>
}

export interface Resource {
  type: string
  id?: string
  name?: string
  properties?: unknown
}

/** What a deployment would make. A value that Azure gives while it deploys is an expression, such as `[reference(…).id]`. */
export interface Prediction {
  resources: Resource[]
  outputs: Record<string, unknown>
  /** What the engine could not look into. */
  diagnostics: string[]
}

export interface Bicep {
  /** Compiles and lints a file with its modules. `problems` are the lines of errors and warnings. */
  build(file: string): { template?: Template; problems: string[] }
  /**
   * Evaluates a template with azd's file of parameters and these variables of azd, by the engine of What-If. The engine does not
   * know in which cloud it is, so `environment()` is that of the variable AZURE_CLOUD, by default the public one.
   */
  predict(file: string, variables: Record<string, string>): Prediction
}

/** What the error BCP192 means: the extension could not be restored. */
export const noGraphTypes =
  'The types of the Graph extension could not be fetched from mcr.microsoft.com, so the templates were not compiled. Where it cannot be reached, let BICEP_GRAPH_TYPES name a folder that holds them.'

/** A tenant and a subscription that do not exist. */
export const tenantId = '11111111-1111-4111-8111-111111111111'
export const subscriptionId = '22222222-2222-4222-8222-222222222222'

/**
 * Bicep's compiler at a path. It takes the types of the Graph extension from the registry that `bicepconfig.json` names, or
 * from the folder that BICEP_GRAPH_TYPES names, where there is no network.
 */
export function createBicep(compiler: string, graphTypes = process.env.BICEP_GRAPH_TYPES): Bicep {
  const folder = mkdtempSync(join(tmpdir(), 'bicep-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const config = graphTypes ? ['--config', writeConfig(resolve(graphTypes, 'index.json'))] : []
  const built = new Map<string, { template?: Template; problems: string[] }>()
  return { build, predict }

  function build(file: string): { template?: Template; problems: string[] } {
    const known = built.get(file)
    if (known) return known
    const { stdout, stderr, status } = run('build', file, '--stdout', ...config)
    const lines = stderr.split('\n').filter((line) => /: (Error|Warning|Info) /.test(line))
    const problems = status === 0 || lines.length > 0 ? lines : [stderr.trim()]
    const result = { problems, ...(stdout && { template: JSON.parse(stdout) as Template }) }
    built.set(file, result)
    return result
  }

  function predict(file: string, variables: Record<string, string>): Prediction {
    const { template, problems } = build(file)
    if (!template) throw new Error(problems.join('\n'))
    const values = azdValues(readFileSync(file.replace(/\.bicep$/, '.parameters.json'), 'utf8'), variables)
    const lines = Object.entries(values).map(
      ([name, value]) => `param ${name} = ${bicepLiteral(template.parameters[name]?.type ?? 'string', value)}`
    )
    const parameters = join(folder, 'predicted.bicepparam')
    writeFileSync(
      join(folder, 'predicted.json'),
      JSON.stringify(template).replaceAll('environment()', environmentExpression(variables.AZURE_CLOUD))
    )
    writeFileSync(parameters, ["using 'predicted.json'", ...lines].join('\n'))
    const { AZURE_LOCATION = 'westeurope', AZURE_RESOURCE_GROUP = 'rg-dev' } = variables
    const isOfSubscription = /targetScope = 'subscription'/.test(readFileSync(file, 'utf8'))
    const scope = isOfSubscription
      ? ['--location', AZURE_LOCATION]
      : ['--resource-group', AZURE_RESOURCE_GROUP]
    const ids = ['--tenant-id', tenantId, '--subscription-id', subscriptionId]
    const { status, stderr } = run('snapshot', parameters, '--mode', 'overwrite', ...ids, ...scope, ...config)
    if (status !== 0) throw new Error(stderr)
    const { predictedResources, ...rest } = JSON.parse(
      readFileSync(parameters.replace(/\.bicepparam$/, '.snapshot.json'), 'utf8')
    ) as Omit<Prediction, 'resources'> & { predictedResources: Resource[] }
    return { ...rest, resources: predictedResources }
  }

  /** The project's own configuration, with the types of the Graph extension from a file. */
  function writeConfig(types: string): string {
    const extension = join(folder, 'microsoft-graph.tgz')
    run('publish-extension', types, '--target', extension)
    const file = join(folder, 'bicepconfig.json')
    const own = readFileSync(new URL('../azure/bicepconfig.json', import.meta.url), 'utf8')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(own), extensions: { microsoftGraphV1: extension } }))
    return file
  }

  function run(...args: string[]): { stdout: string; stderr: string; status: number | null } {
    return spawnSync(compiler, args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  }
}
