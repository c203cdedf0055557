import t from 'tap'
import { read } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { type Envelope, startCollector } from '../../collector.ts'
import { mcpClient } from '../../mcp-client.ts'

const client = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' }
const agent = { trace: 'a0892f3577b34da6a3ce929d0e0e4736', span: 'b7ad6b7169203331' }
const traceparent = ({ trace, span }: typeof client) => `00-${trace}-${span}-01`

t.test('one trace goes from the client through the gateway to Graph', async (t) => {
  const collector = await startCollector(t)
  const { connectionString } = collector
  const chain = await startChain(t, {
    environment: { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString }
  })
  const token = await chain.token()
  const headers = { authorization: `Bearer ${token}` }
  const mcp = mcpClient(chain.call, token)
  const callTool = { method: 'tools/call', params: { name: 'get_my_profile' } }
  const seenByGraph = () => chain.graph.requests.at(-1)?.traceId

  await chain.call('/me', { headers: { ...headers, traceparent: traceparent(client) } })
  t.equal(seenByGraph(), client.trace)
  const joined = await mcp.modern({ ...callTool, headers: { traceparent: traceparent(client) } })
  t.equal(joined.status, 200)
  t.equal(seenByGraph(), client.trace)
  await mcp.modern({
    ...callTool,
    headers: { traceparent: traceparent(client) },
    meta: { traceparent: traceparent(agent) }
  })
  t.equal(seenByGraph(), agent.trace)
  await mcp.modern({ method: 'tools/list', meta: { traceparent: 'nonsense' } })
  await chain.call('/tools/get_my_profile', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{}'
  })
  const refused = await chain.call('/tools/list_my_events', { method: 'POST', headers, body: '' })
  const direct = await read(await fetch(`${chain.serviceUrl}/hello`))
  await fetch(`${chain.serviceUrl}/status/live`)
  await fetch(`${chain.serviceUrl}/status/ready`)
  await chain.app.telemetry?.stop()

  const spans = collector.envelopes.filter(({ name }) => /Request$|RemoteDependency$/.test(name)).map(toSpan)
  const named = (name: string) => spans.filter((span) => span.name === name)
  const childOf = (parent: Span | undefined) =>
    spans.filter((span) => span.parent === parent?.id && span.trace === parent?.trace)

  const [me] = named('GET /me')
  t.match(me, { ...{ trace: client.trace, parent: client.span }, success: true, code: '200' })
  t.ok(childOf(me).some(({ target, code }) => target === 'graph.microsoft.com' && code === '200'))

  const [tool] = named('POST /tools/get_my_profile')
  t.match(tool?.properties, { 'gen_ai.tool.name': 'get_my_profile' })
  t.ok(
    childOf(tool).some(({ target }) => target === 'graph.microsoft.com'),
    'with a body too'
  )

  const [httpOnly, both] = named('POST /mcp')
  const [inHttp, inAgent] = named('tools/call get_my_profile')
  t.match(httpOnly, { trace: client.trace, parent: client.span })
  t.match(inHttp, { trace: client.trace, parent: httpOnly?.id })
  t.match(inAgent, { trace: agent.trace, parent: agent.span }, '_meta is the parent')
  t.same(JSON.parse(inAgent?.properties['_MS.links'] ?? '[]'), [{ operation_Id: both?.trace, id: both?.id }])
  t.match(inAgent?.properties, {
    'mcp.method.name': 'tools/call',
    'mcp.protocol.version': '2026-07-28',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'get_my_profile'
  })
  for (const span of [inHttp, inAgent])
    t.same(
      childOf(span).map(({ target }) => target),
      ['graph.microsoft.com']
    )
  const [list] = named('tools/list')
  t.ok(list && list.parent === named('POST /mcp').at(-1)?.id, 'what is no traceparent is ignored')

  const [denied] = named('POST /tools/list_my_events')
  t.equal(denied?.trace, refused.json.requestId, 'the request id is the trace id')
  const [first] = named('GET /hello')
  t.equal(first?.trace, direct.json.requestId, 'and so it is where the trace begins')
  t.equal(first?.parent, undefined)
  t.match(denied, { success: false, properties: { code: 'scope_insufficient' } })
  t.notOk(spans.some(({ name }) => name.includes('/status/')))
})

interface Span {
  name: string
  trace: string | undefined
  id: string
  parent: string | undefined
  success: boolean | undefined
  code: string | undefined
  target: string | undefined
  properties: Record<string, string>
}

function toSpan({ tags, data: { baseData } }: Envelope): Span {
  const { name, id, success, target, properties } = baseData
  return {
    name,
    id,
    trace: tags['ai.operation.id'],
    parent: tags['ai.operation.parentId'],
    success,
    code: baseData.responseCode ?? baseData.resultCode,
    target,
    properties
  }
}
