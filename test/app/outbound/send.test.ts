import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { Agent } from 'undici'
import { type Outgoing, originAndPath, send } from '../../../app/outbound/send.ts'

const mebibyte = 1024 * 1024

t.test('sends what it is given and reads the whole answer', async (t) => {
  const { dispatcher, url } = await serve(t, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, headers } = request
    const seen = { method, url: request.url, accept: headers.accept, body: Buffer.concat(chunks).toString() }
    response.writeHead(418, { 'x-twice': ['1', '2'] }).end(JSON.stringify(seen))
  })
  const headers = { accept: 'text/plain' }
  const answer = await ask(dispatcher, {
    method: 'POST',
    url: `${url}/a%2Fb?c=d#e`,
    headers,
    body: 'grüße'
  })
  t.equal(answer.status, 418)
  t.same(answer.headers['x-twice'], ['1', '2'])
  t.same(JSON.parse(answer.text), { method: 'POST', url: '/a%2Fb?c=d', accept: 'text/plain', body: 'grüße' })
})

t.test('reads characters that are cut in two', async (t) => {
  const { dispatcher, url } = await serve(t, async (_request, response) => {
    const [first, second] = Buffer.from('ü')
    response.write(Buffer.from([first ?? 0]))
    setTimeout(() => response.end(Buffer.from([second ?? 0])), 20)
  })
  t.equal((await ask(dispatcher, { url })).text, 'ü')
})

t.test('reads 4 MiB and refuses more, without reading on', async (t) => {
  const sent = { bytes: 0 }
  const { dispatcher, url } = await serve(t, async (request, response) => {
    const size = Number(request.url?.slice(1))
    const chunk = Buffer.alloc(mebibyte / 4, 'a')
    for (sent.bytes = 0; sent.bytes < size && !response.destroyed; sent.bytes += chunk.length) {
      const whole = Math.min(chunk.length, size - sent.bytes)
      if (!response.write(chunk.subarray(0, whole))) await drained(response)
    }
    response.end()
  })
  t.equal((await ask(dispatcher, { url: `${url}/${4 * mebibyte}` })).text.length, 4 * mebibyte)
  await t.rejects(ask(dispatcher, { url: `${url}/${4 * mebibyte + 1}` }), RangeError)
  await t.rejects(ask(dispatcher, { url: `${url}/${400 * mebibyte}` }), RangeError)
  t.ok(sent.bytes < 40 * mebibyte, `${sent.bytes} bytes sent`)
})

t.test('follows no redirect', async (t) => {
  const asked: string[] = []
  const { dispatcher, url } = await serve(t, (request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  t.equal((await ask(dispatcher, { url })).status, 302)
  t.same(asked, ['/'])
})

t.test('hangs up when the time is over, before the headers and in the body', async (t) => {
  for (const listener of [silent, halfWay]) {
    const { dispatcher, url, asked, hungUp } = await serve(t, listener)
    await ask(dispatcher, { url: `${url}/connect` })
    const answer = t.rejects(ask(dispatcher, { url, timeout: 50 }), { name: 'TimeoutError' })
    await asked
    await answer
    await hungUp
  }
})

t.test('hangs up when the caller does', async (t) => {
  const { dispatcher, url, asked, hungUp } = await serve(t, silent)
  const caller = new AbortController()
  const answer = ask(dispatcher, { url, signal: caller.signal })
  await asked
  caller.abort()
  await t.rejects(answer, { name: 'AbortError' })
  await hungUp
})

t.test('sends nothing for a caller who has gone', async (t) => {
  const requests: string[] = []
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { dispatcher, url } = await serve(t, async (request, response) => {
    requests.push(request.url ?? '')
    await released
    response.end()
  })
  await t.rejects(ask(dispatcher, { url, signal: AbortSignal.abort() }), {
    name: 'AbortError'
  })

  // The only connection is busy: the second request waits for it longer than it may.
  const first = ask(dispatcher, { url: `${url}/first` })
  await t.rejects(ask(dispatcher, { url: `${url}/second`, timeout: 20 }), { name: 'TimeoutError' })
  release()
  await first
  await ask(dispatcher, { url: `${url}/third` })
  t.same(requests, ['/first', '/third'])
})

t.test('rejects when nothing listens, and when the connection breaks', async (t) => {
  const { dispatcher, url } = await serve(t, (request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('half')
    setTimeout(() => request.socket.destroy(), 20)
  })
  await t.rejects(ask(dispatcher, { url }), { code: 'UND_ERR_SOCKET' })
  await t.rejects(ask(dispatcher, { url: 'http://127.0.0.1:1/' }), { code: 'ECONNREFUSED' })
})

const silent: RequestListener = () => {}
const halfWay: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': 100 }).write('half')
}

function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of ['drain', 'close']) response.once(event, resolve)
  return promise.finally(() => {
    for (const event of ['drain', 'close']) response.off(event, resolve)
  })
}

function ask(dispatcher: Agent, { url, ...options }: Partial<Outgoing> & { url: string }) {
  return send(dispatcher, { timeout: 5000, ...originAndPath(url), ...options })
}

/** A server, and a dispatcher of one connection; `asked` and `hungUp` tell of its first request but for `/connect`. */
async function serve(t: Test, listener: RequestListener) {
  const asked = Promise.withResolvers<void>()
  const hungUp = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    if (request.url === '/connect') return response.end()
    request.socket.on('close', () => hungUp.resolve())
    asked.resolve()
    listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const dispatcher = new Agent({ connections: 1, pipelining: 1 })
  t.teardown(async () => {
    await dispatcher.destroy()
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { dispatcher, url, asked: asked.promise, hungUp: hungUp.promise }
}
