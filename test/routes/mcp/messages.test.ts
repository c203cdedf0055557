import t from 'tap'
import { startChain } from '../../chain.ts'
import { mcpClient, modernRequest } from '../../mcp-client.ts'
import { rawRequest } from '../../raw-request.ts'
import { userClaims } from '../../user-claims.ts'

const { call, config, entra, url } = await startChain(t, { gateway: false })
const token = await entra.sign(userClaims(config))
const { modern, legacy, post } = mcpClient(call, token)
const ping = (id: unknown) => ({ jsonrpc: '2.0', id, method: 'ping' })

for (const body of ['{', '', 'null x', '{"a":1}}', '{"__proto__":{"x":1}}']) {
  t.test(`the body ${JSON.stringify(body)} is no JSON`, async (t) => {
    const { status, json, headers } = await post(body)
    t.match({ status, json }, { status: 400, json: { jsonrpc: '2.0', error: { code: -32700 } } })
    t.match(headers.get('content-type'), /^application\/json/)
    t.notOk('id' in json)
  })
}

for (const body of [
  null,
  1,
  '"ping"',
  {},
  { jsonrpc: '1.0', id: 1, method: 'ping' },
  { id: 1, method: 'ping' },
  { jsonrpc: '2.0', id: 1 },
  { jsonrpc: '2.0', id: 1, method: 5 },
  { jsonrpc: '2.0', id: 1, method: 'ping', params: [] },
  { jsonrpc: '2.0', id: 1, method: 'ping', params: 'x' },
  ping(null),
  ping(1.5),
  ping({}),
  ping(true),
  { ...ping(1), params: { _meta: [] } }
]) {
  t.test(`${JSON.stringify(body)} is no message`, async (t) => {
    t.match(await post(body), { status: 400, json: { jsonrpc: '2.0', error: { code: -32600 } } })
  })
}

for (const params of [null, undefined, {}, { _meta: null }, { cursor: null }, { cursor: '' }]) {
  t.test(`the params ${JSON.stringify(params)} give nothing`, async (t) => {
    const message = { jsonrpc: '2.0', id: 1, params }
    for (const method of ['ping', 'tools/list', 'resources/list'])
      t.match(await post({ ...message, method }), { status: 200, json: { result: {} } }, method)
  })
}

for (const id of [0, -1, 1, '', 'a"b', Number.MAX_SAFE_INTEGER]) {
  t.test(`the id ${JSON.stringify(id)} comes back`, async (t) => {
    t.strictSame((await post(ping(id))).json, { jsonrpc: '2.0', id, result: {} })
    t.match((await modern({ method: 'server/discover', id })).json, { id })
  })
}

for (const digits of [
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '123456789012345678901234567890',
  '9'.repeat(100)
]) {
  t.test(`the id ${digits} comes back, digit by digit`, async (t) => {
    const request = (method: string, params = '{}') =>
      `{"jsonrpc":"2.0","id":${digits},"method":"${method}","params":${params}}`
    const answered = new RegExp(`"id":${digits}[,}]`)
    for (const body of [
      request('ping'),
      request('tools/call', '{"name":"echo","arguments":{"text":"x","id":1}}'),
      request('unknown'),
      request('tools/call', '{"name":1}'),
      `[${request('ping')}]`,
      request('ping', '{"_meta":5}')
    ])
      t.match((await post(body)).text, answered, body)
  })
}

for (const number of ['1e30', '9007199254740993.0', '90071992547409930e-1', '9'.repeat(101), '1e400']) {
  t.test(`the id ${number} is refused, since it would come back as another`, async (t) => {
    const body = `{"jsonrpc":"2.0","id":${number},"method":"ping"}`
    t.match(await post(body), { status: 400, json: { error: { code: -32600 } } })
  })
}

t.test('a number of that length anywhere else is as it was', async (t) => {
  const nested = '{"jsonrpc":"2.0","id":9007199254740993}'
  const body = `{"jsonrpc":"2.0","id":9007199254740995,"method":"ping","params":{"a":${nested}}}`
  t.match((await post(body)).text, /"id":9007199254740995[,}]/)
  const deep = `{"jsonrpc":"2.0","id":9007199254740993,"method":"ping","params":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`
  t.ok([200, 400].includes((await post(deep)).status))
})

t.test('notifications and responses are taken note of', async (t) => {
  for (const body of [
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
    { jsonrpc: '2.0', method: 'tools/call', params: { name: 'nothing' } },
    { jsonrpc: '2.0', id: 1, result: {} },
    { jsonrpc: '2.0', id: 1, error: { code: 1, message: '' } }
  ]) {
    const { status, text } = await post(body)
    t.strictSame([status, text], [202, ''])
  }
  const { headers, body } = modernRequest({ method: 'notifications/x' })
  t.equal((await post({ ...body, id: undefined }, headers)).status, 202)
  const response = await post({ jsonrpc: '2.0', id: 1, result: {} }, { 'mcp-protocol-version': '2026-07-28' })
  t.match(response, { status: 400, json: { error: { code: -32600 } } })
})

t.test('a batch of 2025-03-26 is answered by a batch', async (t) => {
  const { status, text } = await post([
    ping(1),
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'hello', arguments: { name: 'Ada' } } },
    { jsonrpc: '2.0', id: 3, method: 'nothing' },
    { jsonrpc: '2.0', id: 4, method: 5 },
    { jsonrpc: '2.0', id: 5, result: {} }
  ])
  t.equal(status, 200)
  t.match(JSON.parse(text), [
    { id: 1, result: {} },
    { id: 2, result: { structuredContent: { message: 'Hello, Ada!' } } },
    { id: 3, error: { code: -32601 } },
    { error: { code: -32600 } }
  ])
  t.equal(JSON.parse(text).length, 4)
  t.equal((await post([{ jsonrpc: '2.0', method: 'notifications/initialized' }])).status, 202)
  t.equal((await post([ping(1)], { 'mcp-protocol-version': '2025-03-26' })).status, 200)
})

t.test('no other batch is', async (t) => {
  const modernOne = modernRequest({ method: 'tools/list' })
  const hello = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'a', version: '1' } }
  for (const [batch, headers] of [
    [[]],
    [Array.from({ length: 21 }, (_, id) => ping(id))],
    [[ping(1)], { 'mcp-protocol-version': '2025-06-18' }],
    [[ping(1)], { 'mcp-protocol-version': '2025-11-25' }],
    [[modernOne.body], modernOne.headers],
    [[ping(1), modernOne.body]],
    [[{ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello }]]
  ] as [unknown[], Record<string, string>?][]) {
    const { status, json } = await post(batch, headers)
    t.equal(status, 400)
    t.ok([-32600, -32022].includes((json.error as { code: number }).code))
  }
})

t.test('a version that nobody knows is told which are known', async (t) => {
  for (const version of ['1900-01-01', '2027-01-01', '', '2025-11-25, 2025-06-18']) {
    t.match(await legacy({ method: 'ping', headers: { 'mcp-protocol-version': version } }), {
      status: 400,
      json: {
        id: 1,
        error: { code: -32022, data: { requested: version, supported: ['2026-07-28', '2025-11-25'] } }
      }
    })
  }
  for (const version of ['1900-01-01', '2027-01-01', '2025-11-25']) {
    const request = {
      method: 'tools/list',
      headers: { 'mcp-protocol-version': version },
      meta: { 'io.modelcontextprotocol/protocolVersion': version }
    }
    t.match(await modern(request), {
      status: 400,
      json: { id: 1, error: { code: -32022, data: { requested: version, supported: ['2026-07-28'] } } }
    })
  }
})

for (const [name, meta] of Object.entries({
  'a number for its version': { 'io.modelcontextprotocol/protocolVersion': 1 },
  'no capabilities': { 'io.modelcontextprotocol/clientCapabilities': undefined },
  'an array for its capabilities': { 'io.modelcontextprotocol/clientCapabilities': [] },
  'a client without a version': { 'io.modelcontextprotocol/clientInfo': { name: 'test' } }
})) {
  t.test(`_meta with ${name} is refused`, async (t) => {
    t.match(await modern({ method: 'tools/list', meta }), {
      status: 400,
      json: { id: 1, error: { code: -32602 } }
    })
  })
}

t.test('a client need not say its name', async (t) => {
  const meta = { 'io.modelcontextprotocol/clientInfo': undefined }
  t.equal((await modern({ method: 'tools/list', meta })).status, 200)
})

t.test('the header of 2026-07-28 promises a _meta', async (t) => {
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' }
  t.match(await legacy({ method: 'tools/list', headers }), { status: 400, json: { error: { code: -32602 } } })
})

for (const version of ['2026-07-28', '2025-06-18', '1900-01-01', 'latest', '', '2025-11-25, 2025-06-18']) {
  t.test(`initialize negotiates whatever the header says: "${version}"`, async (t) => {
    const clientInfo = { name: 'a', version: '1' }
    const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo }
    const headers = { 'mcp-protocol-version': version }
    t.match(await legacy({ method: 'initialize', params, headers }), {
      status: 200,
      json: { result: { protocolVersion: '2025-03-26' } }
    })
  })
}

t.test('only POST is served', async (t) => {
  for (const method of ['GET', 'DELETE', 'PUT']) {
    const { status, headers } = await call('/mcp', { method, headers: { authorization: `Bearer ${token}` } })
    t.equal(status, 405)
    t.match(headers.get('allow'), /\bPOST\b/)
    t.notMatch(headers.get('allow'), /GET|DELETE/)
  }
})

t.test('the body is JSON of at most 1 MiB', async (t) => {
  const type = { 'content-type': 'text/plain' }
  t.match(await post(ping(1), type), { status: 415, json: { code: 'media_type_unsupported' } })
  const text = 'a'.repeat(1024 * 1024)
  t.match(await post({ ...ping(1), params: { text } }), { status: 413, json: { code: 'body_too_large' } })
})

t.test('who calls is known before what they say is read', async (t) => {
  for (const body of ['{', '[]', JSON.stringify(ping(1))]) {
    const { status, json, headers } = await post(body, { authorization: undefined })
    t.match({ status, json }, { status: 401, json: { code: 'token_missing' } })
    t.match(headers.get('www-authenticate'), config.metadataUrl)
  }
  const app = await entra.sign(userClaims(config, { scp: undefined, idtyp: 'app' }))
  t.match(await post(ping(1), { authorization: `Bearer ${app}` }), {
    status: 403,
    json: { code: 'user_required' }
  })
})

t.test('a caller by another name, or a page of another origin, is refused', async (t) => {
  const request = ['POST /mcp HTTP/1.1', 'content-type: application/json', 'content-length: 0']
  for (const line of [
    'origin: https://evil.example',
    'origin: null',
    'origin: http://localhost:1',
    'host: evil.example',
    'host: localhost.evil.example',
    'host: evil.example:80',
    'host:'
  ]) {
    t.match(
      await rawRequest(url, [...request, line]),
      { status: 403, json: { code: 'origin_refused' } },
      line
    )
  }
  t.equal((await post(ping(1), { origin: new URL(config.publicUrl).origin })).status, 200)
  for (const line of ['host: 127.0.0.1:80', 'host: LOCALHOST', 'host: [::1]:3000'])
    t.match(await rawRequest(url, [...request, line]), { status: 401, json: { code: 'token_missing' } }, line)
})

t.test('in Container Apps the service answers to the names that the platform gives it', async (t) => {
  const { url } = await startChain(t, {
    gateway: false,
    environment: {
      CONTAINER_APP_NAME: 'api',
      CONTAINER_APP_ENV_DNS_SUFFIX: 'blue.westeurope.azurecontainerapps.io'
    }
  })
  const request = ['POST /mcp HTTP/1.1', 'content-type: application/json', 'content-length: 0']
  for (const [name, status] of Object.entries({
    'api.blue': 401,
    'api.internal.blue': 401,
    'other.blue': 403
  })) {
    const host = `host: ${name}.westeurope.azurecontainerapps.io`
    t.match(await rawRequest(url, [...request, host]), { status }, host)
  }
})

t.test('a page of a listed origin may call', async (t) => {
  const { call, config, entra } = await startChain(t, {
    gateway: false,
    environment: { CORS_ORIGINS: 'https://contoso.com' }
  })
  const { post } = mcpClient(call, await entra.sign(userClaims(config)))
  t.equal((await post(ping(1), { origin: 'https://contoso.com' })).status, 200)
  t.equal((await post(ping(1), { origin: 'https://contoso.com.evil.example' })).status, 403)
})

for (const accept of [
  'text/event-stream',
  'text/event-stream;q=0.9, text/html',
  'text/html, text/event-stream'
]) {
  t.test(`a client that takes ${accept} gets its answers as events`, async (t) => {
    const hello = { name: 'hello', arguments: { name: 'Ada' } }
    for (const answer of [
      await legacy({ method: 'ping', headers: { accept } }),
      await legacy({ method: 'unknown', headers: { accept } }),
      await modern({ method: 'tools/call', params: hello, headers: { accept } }),
      await post([ping(1)], { accept })
    ]) {
      t.equal(answer.status, 200)
      t.equal(answer.headers.get('content-type'), 'text/event-stream')
      t.equal(answer.headers.get('x-accel-buffering'), 'no')
      const [, data = ''] = /^event: message\ndata: (.*)\n\n$/.exec(answer.text) ?? []
      t.match([JSON.parse(data)].flat(), [{ jsonrpc: '2.0', id: 1 }])
    }
    const refused = await modern({ method: 'unknown', headers: { accept } })
    t.equal(refused.status, 404)
    t.match(refused.headers.get('content-type'), /^application\/json/)
    t.equal((await post({ jsonrpc: '2.0', method: 'notifications/x' }, { accept })).status, 202)
  })
}

for (const accept of [
  undefined,
  '*/*',
  'application/json',
  'application/*, text/event-stream',
  'text/event-stream, */*;q=0.1',
  'text/html'
]) {
  t.test(`a client that takes ${accept} gets JSON`, async (t) => {
    const { headers } = await legacy({ method: 'ping', headers: { accept } })
    t.match(headers.get('content-type'), /^application\/json/)
  })
}
