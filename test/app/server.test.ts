import { once } from 'node:events'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { type Answer, read } from '../answer.ts'
import { type Replica, run, startReplica } from '../shutdown/replica.ts'

t.test('a process that was held up sends requests elsewhere until it has caught up', async (t) => {
  const { url, process: service } = await started(t)
  let answer: Answer
  do {
    service.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 1_300))
    service.kill('SIGCONT')
    answer = await read(await fetch(`${url}/hello`))
  } while (answer.status === 200)
  t.match(answer, { status: 503, json: { code: 'overloaded' } })
  while (answer.status !== 200) answer = await read(await fetch(`${url}/hello`))
})

t.test('SIGINT stops an idle service at once', async (t) => {
  const { process: service } = await started(t)
  const exited = once(service, 'exit')
  service.kill('SIGINT')
  t.same(await exited, [0, null])
})

t.test('a port in use is one clear sentence and exit code 1', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  const service = run({ PORT: String(port) })
  let said = ''
  service.stderr?.on('data', (chunk) => {
    said += chunk
  })
  t.same(await once(service, 'exit'), [1, null])
  t.match(said, new RegExp(`^Port ${port} is in use: set PORT to a free one\\.\\n$`))
})

async function started(t: Test): Promise<Replica> {
  const replica = await startReplica({})
  t.teardown(() => replica.process.kill('SIGKILL'))
  return replica
}
