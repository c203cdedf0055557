import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { type Seen, startClients } from './clients.ts'
import { readiness, startReplica } from './replica.ts'
import { beginUpload } from './upload.ts'

/** Stops a replica whose clients call on until they are refused, while an upload is on its way to it. */
export async function stopUnderLoad({ clients, requests }: { clients: number; requests: number }) {
  const replica = await startReplica({})
  const exited = once(replica.process, 'exit')
  try {
    const seen: Seen = { answered: 0, lost: [] }
    const load = startClients(`${replica.url}/hello`, clients, seen, () => false)
    const endUpload = beginUpload(replica.url)
    while (seen.answered < requests) await wait(10)
    replica.process.kill('SIGTERM')
    while ((await readiness(replica)) === 200) await wait(10)
    const drained = await readiness(replica)
    await load
    const upload = await endUpload()
    return { ...seen, drained, upload, exit: await exited }
  } finally {
    replica.process.kill('SIGKILL')
  }
}
