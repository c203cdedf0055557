import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { startChain } from '../../chain.ts'
import { rawRequest } from '../../raw-request.ts'

const { app, url, call, entra, graph } = await startChain(t, { gateway: false })

for (const [kind, lines] of Object.entries({
  'no HTTP': ['hello'],
  'of a method that does not exist': ['FETCH /hello HTTP/1.1'],
  'of another version': ['GET /hello HTTP/9.9'],
  'with a space in a header name': ['GET /hello HTTP/1.1', 'a b: c'],
  'with a control character in a header': ['GET /hello HTTP/1.1', 'a: \u0001'],
  'with two lengths': ['POST /echo HTTP/1.1', 'content-length: 1', 'content-length: 2'],
  'with a length that is no number': ['POST /echo HTTP/1.1', 'content-length: x'],
  'with a length below zero': ['POST /echo HTTP/1.1', 'content-length: -1'],
  'with a length and chunks': ['POST /echo HTTP/1.1', 'content-length: 5', 'transfer-encoding: chunked']
})) {
  t.test(`a request ${kind} is refused`, async (t) => {
    const answer = await rawRequest(url, lines, '5\r\nhello\r\n0\r\n\r\n')
    t.match(answer, {
      status: 400,
      headers: { 'content-type': 'application/problem+json', connection: 'close' },
      json: { code: 'input_invalid', status: 400, title: 'Bad Request', requestId: /^[0-9a-f]{32}$/ }
    })
    t.equal(answer.headers['content-length'], String(JSON.stringify(answer.json).length))
  })
}

t.test('more than 32 KiB of headers are refused, wherever they are', async (t) => {
  for (const lines of [
    ['GET /me HTTP/1.1', `authorization: Bearer ${'a'.repeat(100_000)}`],
    ['GET /hello HTTP/1.1', ...Array.from({ length: 1000 }, (_, n) => `x-${n}: ${'a'.repeat(40)}`)],
    [`GET /hello?name=${'a'.repeat(40_000)} HTTP/1.1`]
  ]) {
    const answer = await rawRequest(url, lines)
    t.match(answer, {
      status: 431,
      headers: { 'content-type': 'application/problem+json', connection: 'close' },
      json: { code: 'headers_too_large', status: 431 }
    })
  }
})

t.test('tokens of usual length have room, three of them together', async (t) => {
  const long = 'a'.repeat(9_000)
  const headers = { authorization: `Bearer ${long}`, 'x-graph-token': long, 'x-gateway-token': long }
  t.match(await call('/me', { headers }), { status: 401, json: { code: 'token_invalid' } })
})

t.test('who hangs up in the middle gets nothing and breaks nothing', async (t) => {
  const { hostname, port } = new URL(url)
  for (const text of ['', 'GET /hel', 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhal']) {
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    socket.write(text)
    socket.resetAndDestroy()
  }
  t.equal((await call('/hello')).status, 200)
})

t.test('none of it has left the service', async (t) => {
  t.equal(entra.requests.length + graph.requests.length, 0)
})

t.test('a request that takes longer than a minute to arrive is refused', async (t) => {
  const { server } = app
  t.equal(server.requestTimeout, 60_000)
  server.once('connection', (socket) => {
    server.emit('clientError', Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket)
  })
  const { status, json } = await rawRequest(url, ['GET /hello HTTP/1.1'])
  t.equal(status, 408)
  t.match(json, { code: 'request_timeout', status: 408 })
})
