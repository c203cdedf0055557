import { once } from 'node:events'
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { McpContext } from '../../app/mcp/mcp-context.ts'
import { defineTool } from '../../app/tools/tool.ts'
import { startChain } from '../chain.ts'

t.test('a connection that no request came on does not hold up the end', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const socket = connect(stack.config.port, stack.config.host)
  const closed = once(socket, 'close')
  await once(stack.app.server, 'connection')
  await stack.app.close()
  await closed
})

t.test('a request in flight is answered all the same, and its connection closes', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const socket = connect(stack.config.port, stack.config.host)
  const ended = once(socket, 'end')
  await once(stack.app.server, 'connection')
  socket.write('POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nh')
  await once(stack.app.server, 'request')
  const closed = stack.app.close()
  socket.write('i')
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1\.1 200 .*\r\nconnection: close\r\n.*\r\n\r\nhi$/s)
  await ended
  await closed
})

t.test('an answer that began before the drain does not hold up the end', async (t) => {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const stack = await startChain(t, { gateway: false, tools: [reporting(finished)] })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const call = httpRequest(`${stack.serviceUrl}/mcp`, {
    agent,
    method: 'POST',
    headers: {
      authorization: `Bearer ${await stack.token()}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18'
    }
  })
  call.end(
    JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'report', arguments: {}, _meta: { progressToken: 1 } }
    })
  )
  const answer = await answered(call)
  t.equal(answer.headers.connection, 'keep-alive')
  const closed = stack.app.close()
  while (stack.app.server.listening) await nextTurn()
  finish()
  t.match(await text(answer), /"structuredContent":{}/)
  await closed
})

t.test('an answer to a body that still arrives reaches its client', async (t) => {
  const { app, config } = await startChain(t, { gateway: false })
  const upload = httpRequest({ port: config.port, host: config.host, method: 'POST', path: '/tools/hello' })
  upload.setHeader('content-length', 2 * 1024 * 1024)
  upload.write(Buffer.alloc(1024))
  app.drain()
  const answer = await answered(upload)
  t.equal(answer.statusCode, 401)
  t.not(answer.headers.connection, 'close')
  upload.end(Buffer.alloc(2 * 1024 * 1024 - 1024))
  await once(answer.resume(), 'end')
})

/** A tool that reports progress, and ends when it is told to. */
function reporting(finished: Promise<void>) {
  return defineTool({
    name: 'report',
    title: 'Report',
    description: 'Reports progress.',
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: Type.Object({}, { title: 'ReportInput', additionalProperties: false }),
    output: Type.Object({}, { title: 'Report' }),
    async run(_input, context) {
      const { progress } = context as McpContext
      progress?.({ progress: 1 })
      await finished
      return {}
    }
  })
}

async function answered(request: ClientRequest): Promise<IncomingMessage> {
  const [answer] = await once(request, 'response')
  return answer
}
