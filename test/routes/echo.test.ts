import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { startChain } from '../chain.ts'
import { rawRequest } from '../raw-request.ts'

const { call, url } = await startChain(t, { gateway: false })
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
const multipart = Buffer.concat([
  Buffer.from('--x\r\ncontent-disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'),
  everyByte,
  Buffer.from('\r\n--x--\r\n')
])

for (const [type, body] of Object.entries({
  'application/octet-stream': everyByte,
  'application/json': Buffer.from(' { "b": 1, "a" : 2 }\n'),
  'application/json; charset=utf-8': Buffer.from('no JSON'),
  'application/problem+json': Buffer.from('{"a'),
  'text/plain; charset=iso-8859-1': Buffer.from('caf\xe9', 'latin1'),
  'text/html': Buffer.from('<script>alert(1)</script>'),
  'image/svg+xml': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  'application/x-www-form-urlencoded': Buffer.from('a=1&b=%20'),
  'multipart/form-data; boundary=x': multipart,
  'image/png': randomBytes(100_000)
})) {
  t.test(`a body of ${type} comes back byte for byte, and inert`, async (t) => {
    const response = await fetch(`${url}/echo`, { method: 'POST', headers: { 'content-type': type }, body })
    t.equal(response.status, 200)
    t.equal(response.headers.get('content-type'), type)
    t.equal(Buffer.compare(Buffer.from(await response.arrayBuffer()), body), 0)
    inert(t, response.headers)
  })
}

t.test('an empty body comes back empty', async (t) => {
  for (const headers of [{}, { 'content-type': 'application/json' }, { 'content-type': 'text/html' }]) {
    const answer = await call('/echo', { method: 'POST', headers })
    t.match(answer, { status: 200, text: '' })
    t.equal(answer.headers.get('content-length'), '0')
    t.equal(answer.headers.get('content-type'), headers['content-type'] ?? 'application/octet-stream')
    inert(t, answer.headers)
  }
})

t.test('a body without a type is bytes', async (t) => {
  const response = await fetch(`${url}/echo`, { method: 'POST', body: everyByte })
  t.equal(response.headers.get('content-type'), 'application/octet-stream')
  t.equal(Buffer.compare(Buffer.from(await response.arrayBuffer()), everyByte), 0)
})

t.test('1 MiB comes back, one byte more is too large', async (t) => {
  const body = Buffer.alloc(1024 * 1024, 'x')
  const answer = await call('/echo', { method: 'POST', body })
  t.equal(answer.status, 200)
  t.equal(answer.text.length, body.length)
  const refused = await call('/echo', { method: 'POST', body: Buffer.concat([body, Buffer.from('x')]) })
  t.match(refused, { status: 413, json: { code: 'body_too_large' } })
  t.not(refused.headers.get('connection'), 'close', 'what is still on its way would destroy the answer')
})

t.test('a type that is none does no harm', async (t) => {
  for (const type of ['bogus', '/', 'text/html, text/html', 'a/b; charset="']) {
    const lines = ['POST /echo HTTP/1.1', `content-type: ${type}`, 'content-length: 2']
    const { status, headers } = await rawRequest(url, lines, '{}')
    t.ok(status === 200 || status === 415, `${type}: ${status}`)
    t.equal(headers['x-content-type-options'] ?? 'nosniff', 'nosniff')
  }
})

t.test('an invalid token is nobody, not an error', async (t) => {
  const headers = { authorization: 'Bearer x.y.z' }
  t.match(await call('/echo', { method: 'POST', headers, body: 'x' }), { status: 200, text: 'x' })
})

/** Nothing runs in a browser that is led here, nor does it read or show the content as a page of ours. */
function inert(t: Test, headers: Headers) {
  t.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox")
  t.equal(headers.get('content-disposition'), 'attachment')
  t.equal(headers.get('x-content-type-options'), 'nosniff')
  t.equal(headers.get('cross-origin-resource-policy'), 'same-site')
}
