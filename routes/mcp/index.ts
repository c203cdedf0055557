import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../app/config.ts'
import { createProtocol } from '../../app/mcp/index.ts'
import { modern } from '../../app/mcp/revision.ts'
import {
  type Id,
  idOf,
  methodNotFound,
  missingCapability,
  parseError,
  RpcError,
  writeError,
  writeResult
} from '../../app/mcp/rpc.ts'
import type { Tool } from '../../app/tools/tool.ts'
import { readBatch } from './batch.ts'
import { contextOf } from './create-context.ts'
import { createEvents, type Events, sendEvent, takesEventsAlone } from './events.ts'
import { keepLongIds } from './parse-body.ts'
import { createReceive, type Received } from './receive.ts'
import { addresses, refusedMethod, routeOptions } from './route-options.ts'
import { sessionIdFor } from './session-id.ts'
import { validateOrigin } from './validate-origin.ts'

interface Options {
  config: Config
  tools: readonly Tool[]
}

/**
 * `POST /mcp`, and the same at `/oauth/mcp`, whose challenges name another authorization server: every revision of MCP over
 * Streamable HTTP, with nothing kept from one request to the next.
 */
export const mcpRoute: FastifyPluginAsyncTypebox<Options> = async (app, { config, tools }) => {
  const perform = createProtocol(tools, config)
  const receive = createReceive(tools)

  app.addHook('onRequest', validateOrigin(config))
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    keepLongIds(app.getDefaultJsonParser('error', 'error'))
  )
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (!unreadable.has(error.code)) throw error
    refuse(new RpcError(parseError, 'Parse error: the body is not JSON.'), request, reply)
  })
  for (const address of addresses(config)) {
    for (const method of ['GET', 'DELETE'] as const) app.route(refusedMethod(method, address))
    app.post(address.url, routeOptions(address), handle)
  }

  async function handle(request: FastifyRequest, reply: FastifyReply) {
    const { body, headers } = request
    try {
      if (Array.isArray(body)) return await answerBatch(readBatch(body, headers), request, reply)
      const received = receive(body, headers)
      if (received?.message.id === undefined) return reply.code(202).send()
      return await answer(received, request, reply)
    } catch (error) {
      if (error instanceof RpcError) return refuse(error, request, reply)
      throw error
    }
  }

  async function answer(received: Received, request: FastifyRequest, reply: FastifyReply) {
    const isModern = received.revision === modern
    if (received.message.method === 'initialize' && !isModern) {
      const sessionId = sessionIdFor(received.message.params)
      if (sessionId) reply.header('mcp-session-id', sessionId)
    }
    const events = createEvents(received.message, request, reply)
    const { text, code } = await respond(received, request, events)
    if (events?.isOpen) return events.end(text)
    return sendAnswer(text, request, reply.code(statusOf(code, isModern)))
  }

  async function answerBatch(batch: unknown[], request: FastifyRequest, reply: FastifyReply) {
    const answers = await Promise.all(batch.map((value) => answerOne(value, request)))
    const texts = answers.filter((text) => text !== undefined)
    return texts.length ? sendAnswer(`[${texts.join(',')}]`, request, reply) : reply.code(202).send()
  }

  async function answerOne(value: unknown, request: FastifyRequest): Promise<string | undefined> {
    try {
      const received = receive(value, request.headers)
      return received?.message.id === undefined ? undefined : (await respond(received, request)).text
    } catch (error) {
      if (error instanceof RpcError) return writeError(idOf(value), error)
      throw error
    }
  }

  async function respond({ message, revision }: Received, request: FastifyRequest, events?: Events) {
    const id = message.id as Id
    const operation = app.telemetry?.operation(message, revision, request)
    const context = contextOf(message, revision, request, events, operation)
    const work = () => perform(message, revision, context)
    try {
      return { text: writeResult(id, await (operation ? operation.run(work) : work())) }
    } catch (error) {
      operation?.fail(error)
      const failure = error instanceof RpcError ? error : events?.failure(error)
      if (!failure) throw error
      request.logFields.code = failure.code
      return { text: writeError(id, failure), code: failure.code }
    } finally {
      operation?.end()
    }
  }
}

const json = 'application/json; charset=utf-8'
const unreadable = new Set([
  'FST_ERR_CTP_INVALID_JSON_BODY',
  'FST_ERR_CTP_EMPTY_JSON_BODY',
  'FST_ERR_CTP_INVALID_CONTENT_LENGTH'
])

function sendAnswer(text: string, request: FastifyRequest, reply: FastifyReply) {
  if (reply.statusCode === 200 && takesEventsAlone(request)) return sendEvent(text, reply)
  return reply.type(json).send(text)
}

function refuse(error: RpcError, request: FastifyRequest, reply: FastifyReply) {
  request.logFields.code = error.code
  return reply
    .code(400)
    .type(json)
    .send(writeError(idOf(request.body), error))
}

/** An answered request is a 200 in every revision; 2026-07-28 names two exceptions in its Streamable HTTP. */
function statusOf(code: number | undefined, isModern: boolean): number {
  if (code === methodNotFound && isModern) return 404
  return code === missingCapability ? 400 : 200
}
