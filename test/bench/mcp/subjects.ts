import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../../deploy/local/free-port.ts'
import { start } from '../processes.ts'
import type { Era } from './requests.ts'

export interface Subject {
  name: string
  eras: Era[]
  process: ChildProcess
  url: string
}

const legacy: Era[] = ['2025-06-18']
const both: Era[] = ['2026-07-28', ...legacy]

/** The servers of `peers/`. */
export const peers = [
  { name: 'SDK v2, Fastify', file: 'sdk-v2', eras: both },
  { name: 'mcp-handler', file: 'mcp-handler', eras: both },
  { name: 'SDK v1, Express', file: 'sdk-v1', eras: legacy },
  { name: 'fastmcp', file: 'fastmcp', eras: legacy },
  { name: 'mcp-lite', file: 'mcp-lite', eras: legacy }
]

export async function startPeer(
  { name, file, eras }: (typeof peers)[number],
  environment: Record<string, string>
): Promise<Subject> {
  return startSubject(name, `../bench-mcp/${file}.js`, eras, environment)
}

export async function startOurs(file: string, environment: Record<string, string>): Promise<Subject> {
  return startSubject('this endpoint', file, both, environment)
}

async function startSubject(name: string, file: string, eras: Era[], environment: Record<string, string>) {
  const port = await freePort()
  const process = start(file, { ...environment, PORT: String(port) }, 0)
  const url = `http://127.0.0.1:${port}/mcp`
  const died = once(process, 'exit').then(() => {
    throw new Error(`${name} does not start`)
  })
  await Promise.race([listening(url), died])
  died.catch(() => {})
  return { name, eras, process, url }
}

/** Whatever it answers. */
async function listening(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'OPTIONS' }).catch(() => undefined)
  await answer?.arrayBuffer()
  if (answer) return
  await new Promise((resolve) => setTimeout(resolve, 20))
  return listening(url)
}
