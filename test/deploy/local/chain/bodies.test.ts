import { once } from 'node:events'
import { createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t, { type Test } from 'tap'
import { Agent } from 'undici'
import { startGateway } from '../../../../deploy/local/gateway/index.ts'
import { managedIdentityOf } from '../../../../deploy/local/managed-identity.ts'
import { namedValuesOf } from '../../../../deploy/local/named-values.ts'
import { backendId, publishedApis } from '../../../../deploy/local/published-apis.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { userClaims } from '../../../user-claims.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const mebibyte = 1024 * 1024
const block = Buffer.alloc(64 * 1024, 'x')
const chain = await startChain(t)
const { call, config, entra, url } = chain

t.test(
  'the policies stream 100 MiB in both directions in bounded memory, with and without a user',
  async (t) => {
    const gateway = await inFrontOf(t, (incoming, response) => incoming.pipe(response))
    const authorization = `Bearer ${await entra.sign(userClaims(config))}`
    for (const [path, lines] of [
      ['/echo', {}],
      ['/tools/echo', { authorization }]
    ] as const) {
      const size = 100 * mebibyte
      const before = held()
      let [peak, received] = [0, 0]
      const sent = request(gateway + path, { method: 'POST', headers: { ...lines, 'content-length': size } })
      const uploaded = upload(sent, size)
      const [response] = await once(sent, 'response')
      t.equal(response.statusCode, 200)
      for await (const chunk of response) {
        if ((received + chunk.length) % (16 * mebibyte) < chunk.length) peak = Math.max(peak, held())
        received += chunk.length
      }
      await uploaded
      t.equal(received, size)
      t.ok(peak - before < 16 * mebibyte, `${path}: ${peak - before} bytes held`)
    }
  }
)

t.test(
  'a body of 1 MiB passes the gateway in both directions, and the service refuses a larger one',
  async (t) => {
    const largest = Buffer.alloc(mebibyte, 'y')
    const echoed = await call('/echo', { method: 'POST', body: largest })
    t.equal(echoed.status, 200)
    t.equal(echoed.text, largest.toString())
    for (const bytes of [mebibyte + 1, 2 * mebibyte, 50 * mebibyte]) {
      const refused = await call('/echo', { method: 'POST', body: Buffer.alloc(bytes) })
      t.match(refused, { status: 413, json: { code: 'body_too_large' } }, `${bytes} bytes`)
      t.equal((await call('/hello')).status, 200)
    }
  }
)

t.test('a body of unknown length is refused while it is still being sent', async (t) => {
  const sent = request(`${url}/echo`, { method: 'POST' })
  const answered = once(sent, 'response')
  // The rest of the body never comes, so the answer must not wait for it.
  for (let written = 0; written <= mebibyte; written += block.length) sent.write(block)
  const [response] = await answered
  t.equal(response.statusCode, 413)
  t.match(await json(response), { code: 'body_too_large' })
  sent.destroy()
})

t.test('the policies pass events on one by one', async (t) => {
  let finish = () => {}
  const gateway = await inFrontOf(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n')
    finish = () => response.end('data: two\n\n')
  })
  const token = await entra.sign(userClaims(config))
  const { body, headers } = await fetch(`${gateway}/tools/echo`, {
    method: 'POST',
    ...bearer(token),
    body: '{}'
  })
  t.equal(headers.get('content-type'), 'text/event-stream')
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  t.match(await reader?.read(), { value: 'data: one\n\n' })
  finish()
  t.match(await reader?.read(), { value: 'data: two\n\n' })
})

/** Starts a second gateway with the same policies, Entra and named values, in front of another server. */
async function inFrontOf(t: Test, listener: RequestListener): Promise<string> {
  const backend = createServer(listener).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  const dispatcher = new Agent()
  const gateway = await startGateway({
    port: 0,
    policies: join(import.meta.dirname, '../../../../apim-policies'),
    apis: publishedApis(chain.app.swagger()),
    namedValues: namedValuesOf(config, undefined),
    backends: { [backendId]: `http://localhost:${(backend.address() as AddressInfo).port}` },
    dispatcher,
    identity: managedIdentityOf(entra),
    authorityHost: entra.url
  })
  t.teardown(async () => {
    await gateway.close()
    await dispatcher.destroy()
    backend.close()
    backend.closeAllConnections()
  })
  return `${gateway.url}/api`
}

async function upload(sent: ReturnType<typeof request>, bytes: number) {
  for (let written = 0; written < bytes; written += block.length) {
    if (!sent.write(block)) await once(sent, 'drain')
  }
  sent.end()
}

/** The bytes of all live buffers of this process: client, gateway and backend together. */
function held() {
  // One collection is not enough: the first leaves some buffers to the second.
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}
