import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { startChain } from '../chain.ts'
import { rawRequest } from '../raw-request.ts'

const { app, url, serviceUrl } = await startChain(t, { gateway: false })

t.test('HTTP/1.1 without a Host is refused, HTTP/1.0 is not', async (t) => {
  t.match(
    await answerTo('GET /hello HTTP/1.1'),
    /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"input_invalid"/
  )
  t.match(await answerTo('GET /hello HTTP/1.0'), /^HTTP\/1\.1 200 /)
})

for (const expect of ['200-ok', 'nothing', 'x'.repeat(2_000)]) {
  t.test(`the expectation ${expect.slice(0, 30)} is refused`, async (t) => {
    const lines = ['POST /echo HTTP/1.1', `expect: ${expect}`, 'content-length: 2']
    const answer = await rawRequest(serviceUrl, lines, 'ab')
    t.match(answer, { status: 417, json: { code: 'expectation_failed', status: 417 } })
    t.match(answer.headers['content-type'], 'application/problem+json')
  })
}

t.test('the expectation 100-continue is met, in any case', async (t) => {
  for (const expect of ['100-continue', '100-Continue']) {
    const text = await answerTo(
      `POST /echo HTTP/1.1\r\nhost: x\r\nexpect: ${expect}\r\ncontent-length: 2`,
      'ab'
    )
    t.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
  }
})

for (const path of ['/', '/hello?name=', '/docs/static/', '/tools/', '/hello/%2e']) {
  t.test(`an address without end is refused at once: ${path}`, async (t) => {
    const answer = await rawRequest(serviceUrl, [`GET ${path}${'/a'.repeat(10_000)} HTTP/1.1`])
    t.match(answer, { status: 414, json: { code: 'url_too_long', status: 414 } })
  })
}

t.test('a client that does not read is closed', async (t) => {
  t.equal(app.server.timeout, 60_000)
  app.server.timeout = 300
  t.teardown(() => {
    app.server.timeout = 60_000
  })
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.pause()
  // More than the buffers between the two take.
  for (let requests = 0; requests < 20; requests++)
    socket.write('GET /docs/static/swagger-ui-bundle.js HTTP/1.1\r\nhost: localhost\r\n\r\n')
  while (await connections()) await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
})

function connections(): Promise<number> {
  return new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  )
}

/** All that comes back for a head of exactly these lines. */
async function answerTo(head: string, body = ''): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`${head}\r\nconnection: close\r\n\r\n${body}`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
