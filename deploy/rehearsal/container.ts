import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../local/free-port.ts'
import type { Hosts } from './network.ts'
import type { Resource } from './template/template.ts'

const project = join(import.meta.dirname, '../..')

export interface Container {
  /** The port of this machine that leads to the container's. */
  port: number
  /** What the process has printed so far. */
  log(): string
  stop(): Promise<void>
}

interface Specification {
  env: { name: string; value: string }[]
  probes: Probe[]
}

interface Probe {
  type: 'Startup' | 'Liveness' | 'Readiness'
  httpGet: { path: string; port: number }
  periodSeconds: number
  failureThreshold?: number
}

/**
 * Runs the container of a Container App as a process: the image's own command and environment, the variables of the
 * resource, and those of the platform, nothing else. It is started when each declared probe succeeds.
 */
export async function startContainer(app: Resource, domain: string, hosts: Hosts): Promise<Container> {
  const { env, probes } = specificationOf(app)
  const image = await readImage()
  const port = await freePort()
  const [program = '', ...operands] = image.command
  const child = spawn(program, ['--import', join(import.meta.dirname, 'container-network.ts'), ...operands], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      ...image.environment,
      ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
      // Container Apps tells every container what its app is called.
      CONTAINER_APP_NAME: app.name,
      CONTAINER_APP_ENV_DNS_SUFFIX: domain,
      REHEARSAL_NETWORK: JSON.stringify({ hosts, port })
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  const container = { port, log: () => printed, stop: () => stop(child) }
  try {
    for (const probe of probes) await succeed(probe, child, container)
  } catch (error) {
    await container.stop()
    throw error
  }
  return container
}

function specificationOf({ properties }: Resource): Specification {
  const { template } = properties as { template: { containers: Specification[] } }
  return template.containers[0] as Specification
}

/** What the Dockerfile's last stage sets; paths below its working directory are those of this checkout. */
async function readImage(): Promise<{ command: string[]; environment: Record<string, string> }> {
  const lines = (await readFile(join(project, 'Dockerfile'), 'utf8')).replace(/\\\n\s*/g, '').split('\n')
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  const folder = operandOf(last, 'WORKDIR')
  const settings = operandOf(last, 'ENV').split(/\s/).filter(Boolean)
  return {
    command: JSON.parse(operandOf(last, 'CMD')),
    environment: Object.fromEntries(
      settings.map((setting) => setting.replace(`=${folder}`, `=${project}`).split(/=(.*)/))
    )
  }
}

function operandOf(lines: string[], instruction: string): string {
  return lines.find((line) => line.startsWith(`${instruction} `))?.slice(instruction.length + 1) ?? ''
}

/** Asks until the probe's threshold of failures is reached, as Container Apps does before it restarts a replica. */
async function succeed(probe: Probe, child: ChildProcess, { port, log }: Container): Promise<void> {
  const { path } = probe.httpGet
  const deadline = Date.now() + probe.periodSeconds * (probe.failureThreshold ?? 3) * 1000
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
    if (response?.ok) return
    await delay(50)
  }
  throw new Error(
    `The ${probe.type.toLowerCase()} probe ${path} does not succeed. The container printed:\n${log()}`
  )
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
