import t from 'tap'
import { tools } from '../../../app/tools/index.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { startChain } from '../../chain.ts'
import { mcpClient, revision } from '../../mcp-client.ts'
import { userClaims } from '../../user-claims.ts'

const { call, config, entra } = await startChain(t, { gateway: false })
const { modern, legacy, post } = mcpClient(call, await entra.sign(userClaims(config)))

const client = { name: 'test', version: '1.0.0' }
const shown = tools.map(({ name, title, description, input, output, annotations }) => ({
  name,
  title,
  description,
  inputSchema: input,
  outputSchema: output,
  annotations
}))

t.test('2026-07-28: a client discovers the server', async (t) => {
  const { status, json } = await modern({ method: 'server/discover', id: 'a' })
  t.equal(status, 200)
  t.match(json, {
    jsonrpc: '2.0',
    id: 'a',
    result: {
      resultType: 'complete',
      supportedVersions: [revision],
      capabilities: { tools: {} },
      ttlMs: Number,
      cacheScope: 'public',
      _meta: {
        'io.modelcontextprotocol/serverInfo': { name: 'mcp-auth-service', version: packageJson.version }
      }
    }
  })
})

t.test('2026-07-28: the list is the registry, and may be kept', async (t) => {
  const { json } = await modern({ method: 'tools/list' })
  const { tools: listed, ...rest } = json.result as Record<string, unknown>
  t.strictSame(listed, JSON.parse(JSON.stringify(shown)))
  t.match(rest, { resultType: 'complete', ttlMs: 300_000, cacheScope: 'public', _meta: Object })
})

t.test('2026-07-28: a tool is called', async (t) => {
  const { status, json, headers } = await modern({
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: 'é "\\n"' } },
    id: 7
  })
  t.equal(status, 200)
  t.match(headers.get('content-type'), /^application\/json/)
  t.strictSame(
    { ...json, result: { ...(json.result as object), _meta: undefined } },
    {
      jsonrpc: '2.0',
      id: 7,
      result: {
        resultType: 'complete',
        content: [{ type: 'text', text: 'é "\\n"' }],
        structuredContent: { text: 'é "\\n"' },
        _meta: undefined
      }
    }
  )
})

for (const method of [
  'initialize',
  'ping',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
  'logging/setLevel',
  'subscriptions/listen',
  'x'
]) {
  t.test(`2026-07-28 has no ${method}`, async (t) => {
    t.match(await modern({ method, id: 3 }), { status: 404, json: { id: 3, error: { code: -32601 } } })
  })
}

for (const protocolVersion of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']) {
  t.test(`${protocolVersion}: initialize, then ping, list and call`, async (t) => {
    const params = { protocolVersion, capabilities: {}, clientInfo: client }
    const { status, json, headers } = await legacy({ method: 'initialize', params })
    t.equal(status, 200)
    t.notOk(headers.has('mcp-session-id'))
    t.match(json, {
      id: 1,
      result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'mcp-auth-service' } }
    })
    const version = protocolVersion < '2025-06-18' ? {} : { 'mcp-protocol-version': protocolVersion }
    const notification = { jsonrpc: '2.0', method: 'notifications/initialized' }
    t.match(await post(notification, version), { status: 202, text: '' })
    t.strictSame((await legacy({ method: 'ping', headers: version })).json, {
      jsonrpc: '2.0',
      id: 1,
      result: {}
    })
    t.strictSame((await legacy({ method: 'tools/list', headers: version })).json.result, {
      tools: JSON.parse(JSON.stringify(shown))
    })
    const call = { name: 'hello', arguments: { name: 'Ada' } }
    t.strictSame((await legacy({ method: 'tools/call', params: call, headers: version })).json.result, {
      content: [{ type: 'text', text: 'Hello, Ada!' }],
      structuredContent: { message: 'Hello, Ada!' }
    })
    for (const [method, list] of Object.entries({
      'resources/list': { resources: [] },
      'resources/templates/list': { resourceTemplates: [] },
      'prompts/list': { prompts: [] }
    })) {
      t.strictSame((await legacy({ method, headers: version })).json, { jsonrpc: '2.0', id: 1, result: list })
      t.match(await legacy({ method, params: { cursor: 'x' }, headers: version }), {
        json: { error: { code: -32602 } }
      })
    }
    const unknown = await legacy({ method: 'server/discover', headers: version })
    t.match(unknown, { status: 200, json: { error: { code: -32601 } } })
  })
}

t.test(
  'a client of a revision that nobody knows is offered the newest that begins with initialize',
  async (t) => {
    const params = { protocolVersion: '1900-01-01', capabilities: {}, clientInfo: client }
    t.match((await legacy({ method: 'initialize', params })).json, {
      result: { protocolVersion: '2025-11-25' }
    })
  }
)

for (const params of [
  {},
  { protocolVersion: 1, capabilities: {}, clientInfo: client },
  { protocolVersion: '2025-11-25', clientInfo: client },
  { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test' } }
]) {
  t.test(`initialize with ${JSON.stringify(params)} is refused`, async (t) => {
    t.match(await legacy({ method: 'initialize', params }), {
      status: 200,
      json: { error: { code: -32602 } }
    })
  })
}
