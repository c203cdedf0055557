import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import type { Answer } from '../answer.ts'
import { type Chain, startChain } from '../chain.ts'
import { mcpClient } from '../mcp-client.ts'
import { toolCall } from '../tool-call.ts'
import { userClaims } from '../user-claims.ts'

const realNow = Date.now
const environment = { TOOL_CALLS_PER_MINUTE: '3' }
const hello = { name: 'hello', arguments: {} }
const encoded = `=?base64?${Buffer.from('hello').toString('base64')}?=`

/** Every way to call a tool: how many of these calls ran, and how many were refused for the limit. */
const ways: Record<string, (chain: Chain, token: string) => Promise<(Answer | object)[]>> = {
  'by REST': async ({ call }, token) => [await call('/tools/hello', toolCall(token))],
  'by MCP': async ({ call }, token) => [
    await mcpClient(call, token).modern({ method: 'tools/call', params: hello })
  ],
  'by MCP with an encoded name': async ({ call }, token) => [
    await mcpClient(call, token).modern({
      method: 'tools/call',
      params: hello,
      headers: { 'mcp-name': encoded }
    })
  ],
  'by MCP of an older revision, whatever Mcp-Name says': async ({ call }, token) => [
    await mcpClient(call, token).legacy({
      method: 'tools/call',
      params: hello,
      headers: { 'mcp-protocol-version': '2025-06-18', 'mcp-name': 'echo' }
    })
  ],
  'in a batch': async ({ call }, token) => {
    const message = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: hello })
    const { text } = await mcpClient(call, token).post([message(1), message(2)], {
      'mcp-protocol-version': '2025-03-26'
    })
    return JSON.parse(text)
  }
}

for (const gateway of [false, {}] as const) {
  const where = gateway ? 'behind the gateway' : 'in the service by itself'
  for (const [title, way] of Object.entries(ways)) {
    t.test(`three calls of a tool ${title} are answered, and the fourth is not, ${where}`, async (t) => {
      const chain = await startChain(t, { gateway, environment })
      const token = await someone(chain)
      const results: string[] = []
      while (results.length < 4) results.push(...(await way(chain, token)).map(outcomeOf))
      t.same(results, ['ran', 'ran', 'ran', 'rate_limited'])
    })
  }
}

t.test('all ways count together, for each user and each tool', async (t) => {
  const chain = await startChain(t, { gateway: false, environment })
  const token = await someone(chain)
  for (const title of ['by REST', 'by MCP', 'by MCP with an encoded name']) await ways[title]?.(chain, token)
  for (const [title, way] of Object.entries(ways))
    t.ok(
      (await way(chain, token)).map(outcomeOf).every((outcome) => outcome === 'rate_limited'),
      title
    )
  t.equal((await chain.call('/tools/get_status', toolCall(token))).status, 200, 'another tool')
  t.equal((await chain.call('/tools/hello', toolCall(await someone(chain)))).status, 200, 'another user')
})

t.test('the refusal names the seconds, and they are enough', async (t) => {
  const chain = await startChain(t, { gateway: false, environment })
  const token = await someone(chain)
  const { call } = chain
  const start = realNow()
  t.intercept(Date, 'now', { value: () => start })
  for (let calls = 0; calls < 3; calls++) await call('/tools/hello', toolCall(token))
  t.intercept(Date, 'now', { value: () => start + 17_500 })
  const refused = await call('/tools/hello', toolCall(token))
  t.match(refused, {
    status: 429,
    json: { code: 'rate_limited', detail: 'Wait for 43 seconds, then try again.' }
  })
  t.equal(refused.headers.get('retry-after'), '43')
  const { json } = await mcpClient(call, token).modern({ method: 'tools/call', params: hello })
  t.match(json.result, {
    isError: true,
    content: [{ type: 'text', text: 'rate_limited: Wait for 43 seconds, then try again.' }]
  })
  t.intercept(Date, 'now', { value: () => start + 59_000 })
  t.match((await call('/tools/hello', toolCall(token))).json, {
    detail: 'Wait for 1 second, then try again.'
  })
  t.intercept(Date, 'now', { value: () => start + 60_000 })
  t.equal((await call('/tools/hello', toolCall(token))).status, 200)
})

t.test('calls of no tool, of others and of too few scopes use up nothing', async (t) => {
  const chain = await startChain(t, { gateway: false, environment })
  const { call, entra, config } = chain
  const oid = randomUUID()
  const token = await entra.sign(userClaims(config, { oid }))
  const fewer = await entra.sign(userClaims(config, { oid, scp: 'User.Read' }))
  for (let calls = 0; calls < 4; calls++) {
    await call('/tools/hello', toolCall(fewer))
    await call('/tools/hello', { method: 'POST' })
    await mcpClient(call, token).modern({ method: 'tools/call', params: { name: randomUUID() } })
    await mcpClient(call, token).modern({ method: 'tools/list' })
  }
  t.equal((await call('/tools/hello', toolCall(token))).status, 200)
})

t.test('a user who calls without end changes nothing for others', async (t) => {
  const { app } = await startChain(t, { gateway: false, environment })
  const count = (objectId: string, tool: string) => app.countToolCall({ objectId }, tool)
  for (let calls = 0; calls < 3; calls++) count('one', 'hello')
  limited(t, () => count('one', 'hello'))
  for (let calls = 0; calls < 60_000; calls++) {
    try {
      count('two', `tool ${calls % 300}`)
    } catch {
      // Three calls of each tool run.
    }
  }
  limited(t, () => count('one', 'hello'))
})

function limited(t: Test, call: () => void) {
  t.throws(call, { code: 'rate_limited' })
}

/** What became of a call: its answer by REST, or its message by MCP, alone or out of a batch. */
function outcomeOf(answer: Answer | object): string {
  const body: { code?: string; result?: { isError?: boolean; content?: [{ text: string }] } } =
    'json' in answer ? answer.json : answer
  const { code, result } = body
  if (result?.isError) return result.content?.[0].text.split(':')[0] ?? ''
  return code ?? 'ran'
}

function someone({ entra, config }: Chain): Promise<string> {
  return entra.sign(userClaims(config, { oid: randomUUID() }))
}
