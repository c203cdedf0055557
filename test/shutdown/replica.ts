import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../deploy/local/free-port.ts'
import { apiClientId, tenant } from '../../deploy/local/tenant.ts'

const server = join(import.meta.dirname, '../../app/server.ts')

export interface Replica {
  url: string
  process: ChildProcess
}

/** Starts the service as production does, in a process of its own, and waits until it is ready. */
export async function startReplica(environment: Record<string, string>): Promise<Replica> {
  const port = await freePort()
  const replica = { url: `http://127.0.0.1:${port}`, process: run({ ...environment, PORT: String(port) }) }
  while ((await readiness(replica)) !== 200) await wait(20)
  return replica
}

/** The status of the readiness probe, or undefined when nothing answers. */
export async function readiness({ url }: Pick<Replica, 'url'>): Promise<number | undefined> {
  return (await fetch(`${url}/status/ready`).catch(() => undefined))?.status
}

export function run(environment: Record<string, string>): ChildProcess {
  return spawn('node', [server], {
    env: {
      PATH: process.env.PATH,
      TENANT_ID: tenant.id,
      CLIENT_ID: apiClientId,
      APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
      GATEWAY_PRINCIPAL_ID: 'any',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...environment
    }
  })
}
