import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Agent, request } from 'undici'
import { freePort } from '../../deploy/local/free-port.ts'
import { apiClientId, tenant } from '../../deploy/local/tenant.ts'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'

const server = join(import.meta.dirname, '../../app/server.ts')

t.test(
  'SIGTERM under load: not ready at once, no request lost, gone within 10 seconds',
  { timeout: 60_000 },
  async (t) => {
    const { entra, graph, token } = await startChain(t, { gateway: false })
    const { url, process: service } = await start(t, { AUTHORITY_HOST: entra.url, GRAPH_URL: graph.url })
    const dispatcher = new Agent({ connections: 20 })
    t.teardown(() => dispatcher.close())

    graph.faults.add({ path: /GET \/v1.0\/me/, latencyMs: 2000 })
    const headers = {
      ...bearer(await token()).headers,
      'x-graph-token': await token({ scopes: ['https://graph.microsoft.com/User.Read'] })
    }
    const slow = request(`${url}/me`, { dispatcher, headers })
    const rerouted = new AbortController()
    const load = Array.from({ length: 20 }, () => callUntil(rerouted.signal, `${url}/hello`, dispatcher))
    await new Promise((resolve) => setTimeout(resolve, 500))

    const exited = once(service, 'exit')
    const stoppedAt = performance.now()
    service.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 200))
    const ready = await request(`${url}/status/ready`, { dispatcher })
    t.equal(ready.statusCode, 503)
    t.same(await ready.body.json(), { status: 'draining' })
    t.equal((await request(`${url}/status/live`, { dispatcher })).statusCode, 200)

    // The platform sends its requests elsewhere some time after the probe said so.
    setTimeout(() => rerouted.abort(), 1500)
    t.equal((await slow).statusCode, 200, 'what was in flight is finished')
    const outcomes = await Promise.all(load)
    t.same(
      outcomes.flatMap(({ lost }) => lost),
      [],
      'nothing is lost'
    )
    t.ok(outcomes.every(({ answered }) => answered > 0))
    t.same(await exited, [0, null])
    t.ok(performance.now() - stoppedAt < 10_000)
  }
)

t.test('SIGINT stops an idle service at once', async (t) => {
  const { process: service } = await start(t, {})
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
  service.stderr.on('data', (chunk) => {
    said += chunk
  })
  t.same(await once(service, 'exit'), [1, null])
  t.match(said, new RegExp(`^Port ${port} is in use: set PORT to a free one\\.\\n$`))
})

/** Calls again and again until the signal, and tells what was not answered as it should be. */
async function callUntil(signal: AbortSignal, url: string, dispatcher: Agent) {
  const lost: string[] = []
  let answered = 0
  while (!signal.aborted) {
    try {
      const { statusCode, body } = await request(url, { dispatcher })
      const text = await body.text()
      if (statusCode === 200 && text === '{"message":"Hello, world!"}') answered++
      else lost.push(`${statusCode} ${text}`)
    } catch (error) {
      lost.push(String(error))
    }
  }
  return { answered, lost }
}

async function start(t: Test, environment: Record<string, string>) {
  const port = await freePort()
  const process = run({ ...environment, PORT: String(port) })
  t.teardown(() => process.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    const answer = await fetch(`${url}/status/ready`).catch(() => undefined)
    if (answer?.status === 200) return { url, process }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function run(environment: Record<string, string>) {
  return spawn('node', [server], {
    env: {
      PATH: process.env.PATH,
      TENANT_ID: tenant.id,
      CLIENT_ID: apiClientId,
      APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...environment
    }
  })
}
