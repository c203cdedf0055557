import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { start } from '../start.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const size = 100 * 1024 * 1024

t.test('the gateway streams 100 MiB in both directions in bounded memory', async (t) => {
  const { url } = await start(t, { service: (incoming, response) => incoming.pipe(response) })
  const before = held()
  let peak = 0
  const sent = request(`${url}/echo`, { method: 'POST', headers: { 'content-length': size } })
  const uploaded = upload(sent)
  const [response] = await once(sent, 'response')
  let received = 0
  for await (const chunk of response) {
    const megabytes = Math.floor(received / 1024 / 1024)
    received += chunk.length
    if (Math.floor(received / 1024 / 1024) > megabytes) peak = Math.max(peak, held())
  }
  await uploaded
  t.equal(received, size)
  t.ok(peak - before < 48 * 1024 * 1024, `${peak - before} bytes held`)
})

t.test('a slow reader slows the service down', async (t) => {
  let written = 0
  const { url } = await start(t, {
    backend: '<forward-request buffer-response="false" />',
    async service(_, response) {
      const block = Buffer.alloc(64 * 1024)
      while (written < size && !response.destroyed) {
        written += block.length
        if (!response.write(block)) await Promise.race([once(response, 'drain'), once(response, 'close')])
      }
      response.end()
    }
  })
  const call = request(`${url}/big`).end()
  const [response] = await once(call, 'response')
  await setTimeout(300)
  t.ok(written < size / 2, `${written} bytes written while nobody read`)
  response.destroy()
})

t.test('events arrive one by one, unless the response is buffered in blocks', async (t) => {
  for (const buffered of [false, true]) {
    let finish = () => {}
    const { url } = await start(t, {
      backend: `<forward-request buffer-response="${buffered}" />`,
      service(_, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: one\n\n')
        finish = () => response.end('data: two\n\n')
      }
    })
    const { body } = await fetch(`${url}/events`)
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    const first = reader?.read()
    if (buffered) t.equal(await Promise.race([first, setTimeout(150, 'nothing yet')]), 'nothing yet')
    else t.match(await first, { value: 'data: one\n\n' })
    finish()
    t.match(await first, { value: buffered ? 'data: one\n\ndata: two\n\n' : 'data: one\n\n' })
    await reader?.cancel()
  }
})

t.test('a client that leaves cancels the call to the service', async (t) => {
  const { promise: left, resolve } = Promise.withResolvers<void>()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const { url, calls } = await start(t, {
    service(_, response) {
      arrive()
      response.once('close', resolve)
    }
  })
  const leaving = new AbortController()
  const call = fetch(`${url}/slow`, { signal: leaving.signal })
  await arrived
  leaving.abort()
  await t.rejects(call)
  await left
  while (!calls().at(-1)?.aborted) await setTimeout(10)
  t.match(calls(), [{ aborted: true, error: { reason: 'ClientConnectionFailure' } }])
})

t.test('a client that leaves in the middle of a stream cancels it', async (t) => {
  const { promise: left, resolve } = Promise.withResolvers<void>()
  const { url } = await start(t, {
    backend: '<forward-request buffer-response="false" />',
    service(_, response) {
      response.write('data: one\n\n')
      response.once('close', resolve)
    }
  })
  const leaving = new AbortController()
  const { body } = await fetch(`${url}/events`, { signal: leaving.signal })
  await body?.getReader().read()
  leaving.abort()
  await left
  t.pass('the service saw its response close')
})

t.test('an answer that the service aborts is aborted for the client', async (t) => {
  for (const buffered of [false, true]) {
    const { url } = await start(t, {
      backend: `<forward-request buffer-response="${buffered}" />`,
      service(_, response) {
        response.writeHead(200, { 'content-length': 100 })
        response.write('some')
        setTimeout(20).then(() => response.destroy())
      }
    })
    await t.rejects(fetch(`${url}/broken`).then((response) => response.text()))
  }
})

t.test(
  'hop-by-hop headers are not forwarded, and an answer to HEAD keeps its length without a body',
  async (t) => {
    const { url } = await start(t, {
      service(incoming, response) {
        response.writeHead(200, {
          connection: 'x-hop',
          'x-hop': '1',
          'x-end': incoming.headers['x-private'] ?? 'none',
          te: 'trailers',
          'content-length': 5
        })
        response.end(incoming.method === 'HEAD' ? undefined : 'hello')
      }
    })
    const call = request(`${url}/x`, { headers: { connection: 'x-private', 'x-private': '1' } }).end()
    const [response] = await once(call, 'response')
    response.resume()
    t.match(response.headers, { 'x-end': 'none', 'content-length': '5' })
    t.notOk('x-hop' in response.headers)
    const head = await fetch(`${url}/x`, { method: 'HEAD' })
    t.equal(head.headers.get('content-length'), '5')
  }
)

/** The bytes of all live buffers of this process: client, gateway and service together. */
function held() {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

async function upload(sent: ReturnType<typeof request>) {
  const block = Buffer.alloc(64 * 1024)
  for (let written = 0; written < size; written += block.length) {
    if (!sent.write(block)) await once(sent, 'drain')
  }
  sent.end()
}
