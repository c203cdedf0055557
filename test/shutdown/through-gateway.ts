import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { startStack } from '../../deploy/local/stack.ts'
import { type Seen, startClients } from './clients.ts'
import { startIngress } from './ingress.ts'
import { type Replica, startReplica } from './replica.ts'
import { beginUpload } from './upload.ts'

const namedValues = { 'calls-per-minute': '1000000', 'calls-per-day': '1000000' }

/** Replaces a replica by another while clients call through the gateway, and an upload is on its way to the first. */
export async function replaceUnderLoad({ clients, requests }: { clients: number; requests: number }) {
  const ingress = await startIngress()
  const stack = await startStack({ gateway: { namedValues, backendUrl: ingress.url } })
  const { config, entra, graph } = stack
  const environment = {
    APIM_GATEWAY_URL: config.publicUrl,
    AUTHORITY_HOST: entra.url,
    GRAPH_URL: graph.url,
    GATEWAY_PRINCIPAL_ID: config.gatewayPrincipalId
  }
  const replicas: Replica[] = []
  try {
    const first = await startReplica(environment)
    replicas.push(first)
    ingress.add(first)
    const exited = once(first.process, 'exit')
    let gone = false
    exited.then(() => {
      gone = true
    })

    const endUpload = beginUpload(stack.url)
    const seen: Seen = { answered: 0, lost: [] }
    const load = startClients(`${stack.url}/hello`, clients, seen, () => gone && seen.answered >= requests)
    while (seen.answered < requests / 4) await wait(10)
    const second = await startReplica(environment)
    replicas.push(second)
    ingress.add(second)
    while (seen.answered < requests / 2) await wait(10)
    first.process.kill('SIGTERM')
    while (!(await isRefused(first))) await wait(50)
    const upload = await endUpload()
    await load
    return { ...seen, upload, exit: await exited }
  } finally {
    for (const replica of replicas) replica.process.kill('SIGKILL')
    ingress.close()
    await stack.close()
  }
}

async function isRefused({ url }: Replica): Promise<boolean> {
  const answer = await fetch(`${url}/status/live`).catch(() => undefined)
  return answer === undefined
}
