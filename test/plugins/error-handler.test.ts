import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import t from 'tap'
import { problems } from '../../app/problems/codes.ts'
import { tools } from '../../app/tools/index.ts'
import { scopesOf } from '../../app/tools/tool.ts'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'
import { rawRequest } from '../raw-request.ts'
import { userClaims } from '../user-claims.ts'

const stack = await startChain(t, { gateway: false })
const { config, entra, graph, call, url } = stack
const scopes = new Set(tools.flatMap(scopesOf))
const token = await entra.sign(userClaims(config, { scp: [...scopes].join(' ') }))
const authorization = `Bearer ${token}`
const asJson = { authorization, 'content-type': 'application/json' }
const twoMebibytes = Buffer.alloc(2 * 1024 * 1024, 'a')

t.teardown(() => {
  const exchanges = entra.requests.filter(({ path }) => path.endsWith('/token'))
  if (exchanges.length + graph.requests.length > 0) throw new Error('bad input has gone out')
})

const bodies: Record<string, [string, body: string]> = {
  'that is cut off': ['input_invalid', '{"name":"Ad'],
  'that is no JSON': ['input_invalid', 'name=Ada'],
  'of two values': ['input_invalid', '{}{}'],
  'that is empty': ['input_invalid', ''],
  'that is null': ['input_invalid', 'null'],
  'that is an array': ['input_invalid', '[]'],
  'that is a string': ['input_invalid', '"Ada"'],
  'with a number for a name': ['input_invalid', '{"name":1}'],
  'with null for a name': ['input_invalid', '{"name":null}'],
  'with a list for a name': ['input_invalid', '{"name":["Ada"]}'],
  'with an empty name': ['input_invalid', '{"name":""}'],
  'with an over-long name': ['input_invalid', JSON.stringify({ name: 'a'.repeat(101) })],
  'with a line break in the name': ['input_invalid', '{"name":"Ada\\nLovelace"}'],
  'with a NUL in the name': ['input_invalid', '{"name":"Ada\\u0000"}'],
  'with a text direction override in the name': ['input_invalid', '{"name":"Ada\\u202e"}'],
  'with half a character in the name': ['input_invalid', '{"name":"\\ud800"}'],
  'with an unknown property': ['input_invalid', '{"name":"Ada","age":36}'],
  'with a prototype': ['input_invalid', '{"__proto__":{"name":"Ada"}}'],
  'with a constructor': ['input_invalid', '{"constructor":{"prototype":{"name":"Ada"}}}'],
  'nested ten thousand deep': ['input_invalid', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  'of 2 MiB': ['body_too_large', JSON.stringify({ name: 'a'.repeat(2 * 1024 * 1024) })]
}

/** A tool takes these for arguments that are not given. */
const nothing = ['that is null', 'with null for a name']

for (const path of ['/hello', '/tools/hello']) {
  for (const [kind, [code, body]] of Object.entries(bodies)) {
    if (path === '/tools/hello' && nothing.includes(kind)) continue
    t.test(`POST ${path} refuses a body ${kind}`, async (t) => {
      const answer = await call(path, { method: 'POST', headers: asJson, body })
      t.match(answer, { status: problems[code as keyof typeof problems].status, json: { code } })
      t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
    })
  }
}

for (const type of [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'bogus',
  '/',
  ';',
  'a/b/c'
]) {
  for (const path of ['/hello', '/tools/hello']) {
    t.test(`POST ${path} refuses a body of the type "${type}"`, async (t) => {
      const answer = await rawRequest(
        url,
        [
          `POST ${path} HTTP/1.1`,
          `authorization: ${authorization}`,
          `content-type: ${type}`,
          'content-length: 14'
        ],
        '{"name":"Ada"}'
      )
      t.match(answer, { status: 415, json: { code: 'media_type_unsupported' } })
    })
  }
}

for (const query of [
  'name=',
  `name=${'a'.repeat(101)}`,
  'name=a%0Ab',
  'name=a&name=b',
  'age=36',
  'name=a&age=36'
]) {
  t.test(`GET /hello refuses the query ${query.slice(0, 20)}`, async (t) => {
    t.match(await call(`/hello?${query}`), { status: 400, json: { code: 'input_invalid' } })
  })
}

for (const { name } of tools) {
  t.test(`the tool ${name} refuses what it does not know`, async (t) => {
    const body = JSON.stringify({ path: '/users', unknown: 1 })
    const answer = await call(`/tools/${name}`, { method: 'POST', headers: asJson, body })
    t.match(answer, { status: 400, json: { code: 'input_invalid' } })
  })
}

t.test('a refusal names the field and not its value', async (t) => {
  const body = JSON.stringify({ name: 'geheim'.repeat(50) })
  const { json } = await call('/hello', { method: 'POST', headers: asJson, body })
  t.match(json.detail, /body\.name/)
  t.notMatch(json.detail, /geheim/)
})

t.test('a body of 2 MiB in chunks is refused as soon as it is too large', async (t) => {
  for (const path of ['/hello', '/echo', '/tools/hello']) {
    const answer = await chunked(path, twoMebibytes)
    t.match(answer, { status: 413, json: { code: 'body_too_large' } }, path)
  }
})

t.test('a body whose length is announced as 2 MiB is refused before it is sent', async (t) => {
  for (const path of ['/hello', '/echo', '/tools/hello']) {
    const answer = await rawRequest(url, [
      `POST ${path} HTTP/1.1`,
      `authorization: ${authorization}`,
      'content-type: application/json',
      `content-length: ${twoMebibytes.length}`
    ])
    t.match(answer, { status: 413, json: { code: 'body_too_large' } }, path)
  }
})

t.test('a body on GET counts for nothing', async (t) => {
  for (const body of ['{"name":"Ada"}', 'no JSON', '{"a']) {
    const lines = ['content-type: application/json', `content-length: ${body.length}`]
    t.match(await rawRequest(url, ['GET /hello HTTP/1.1', ...lines], body), {
      status: 200,
      json: { message: 'Hello, world!' }
    })
    t.match(await rawRequest(url, ['GET /me HTTP/1.1', ...lines], body), { json: { code: 'token_missing' } })
  }
})

t.test('a token of 100 kB is refused before it is read to its end', async (t) => {
  for (const path of ['/me', '/hello', '/status']) {
    const answer = await rawRequest(url, [
      `GET ${path} HTTP/1.1`,
      `authorization: Bearer ${'a'.repeat(100_000)}`
    ])
    t.match(answer, { status: 431, json: { code: 'headers_too_large', status: 431 } }, path)
    t.equal(answer.headers['content-type'], 'application/problem+json')
  }
})

t.test('every problem says what RFC 9457 asks for, and names its request', async (t) => {
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const { json, headers } = await call('/me', { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } })
  t.same(Object.keys(json).sort(), ['code', 'detail', 'requestId', 'status', 'title', 'type'])
  t.match(json, { type: 'about:blank', title: 'Unauthorized', status: 401, requestId: trace })
  t.equal(headers.get('content-length'), String(Buffer.byteLength(JSON.stringify(json))))
})

for (const traceparent of ['x', '00-00000000000000000000000000000000-b7ad6b7169203331-01', '00-0AF7-1-01']) {
  t.test(`the traceparent ${traceparent} is replaced`, async (t) => {
    const { json } = await call('/me', { headers: { traceparent } })
    t.match(json.requestId, /^(?!0{32})[0-9a-f]{32}$/)
  })
}

t.test('a failure of our own says nothing of the inside, and is logged once', async (t) => {
  const { graph, call, config, entra, log } = await startChain(t, { gateway: false })
  graph.faults.add({ path: /./, body: 'not JSON, but an inner secret', status: 200 })
  const token = await entra.sign(userClaims(config))
  const { status, json } = await call('/me', bearer(token))
  t.match({ status, json }, { status: 503, json: { code: 'graph_unavailable' } })
  t.notMatch(JSON.stringify(json), /inner secret|JSON\.parse|at .*\.ts|localhost/)
  t.equal(log().filter(({ code }) => code === 'graph_unavailable').length, 1)
})

async function chunked(path: string, body: Buffer): Promise<{ status: number | undefined; json: unknown }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; json: unknown }>()
  const headers = { ...asJson, 'transfer-encoding': 'chunked' }
  const sent = request(url + path, { method: 'POST', headers, agent: false }, (response) => {
    json(response).then((body) => resolve({ status: response.statusCode, json: body }), reject)
  })
  // The connection is closed on a sender who goes on.
  sent.on('error', () => {})
  for (let at = 0; at < body.length; at += 64 * 1024) sent.write(body.subarray(at, at + 64 * 1024))
  sent.end()
  return promise
}
