import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { Prediction, Template } from './template/resolve-deployment.ts'
import type { Cloud } from './template/scope.ts'

const run = promisify(execFile)

/** The template that the compiler makes of a Bicep file. */
export async function compile(file: string): Promise<Template> {
  return JSON.parse(await bicep('build', file, '--stdout'))
}

/** The resources that Azure's What-If would predict for a Bicep file with these parameters. */
export async function predict(
  file: string,
  template: Template,
  parameters: Record<string, unknown>,
  { tenantId, subscriptionId, resourceGroup }: Cloud,
  location: string
): Promise<Prediction> {
  const folder = await mkdtemp(join(tmpdir(), 'rehearsal-'))
  try {
    const source = join(folder, 'predicted.bicepparam')
    const lines = Object.entries(parameters).map(([name, value]) => `param ${name} = ${literal(value)}`)
    await writeFile(source, [`using '${relative(folder, file)}'`, ...lines].join('\n'))
    const scope = /subscription/i.test(template.$schema)
      ? ['--location', location]
      : ['--resource-group', resourceGroup]
    await bicep(
      'snapshot',
      source,
      '--mode',
      'overwrite',
      '--tenant-id',
      tenantId,
      '--subscription-id',
      subscriptionId,
      ...scope
    )
    return JSON.parse(await readFile(join(folder, 'predicted.snapshot.json'), 'utf8'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function bicep(command: string, ...words: string[]): Promise<string> {
  const { BICEP = 'bicep', BICEP_CONFIG } = process.env
  const config = BICEP_CONFIG ? ['--config', BICEP_CONFIG] : []
  const { stdout } = await run(BICEP, [command, ...words, ...config], { maxBuffer: 1 << 28 })
  return stdout
}

function literal(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value)
  return `json(${quoted(JSON.stringify(value))})`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('${', '\\${').replaceAll('\n', '\\n')}'`
}
