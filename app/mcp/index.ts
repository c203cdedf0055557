import type { Config } from '../config.ts'
import type { Tool } from '../tools/tool.ts'
import { createCallTool } from './call-tool.ts'
import { capabilities, instructions } from './description.ts'
import { initialize } from './initialize.ts'
import type { McpContext } from './mcp-context.ts'
import { createRequestStates } from './request-state.ts'
import { members, result } from './result.ts'
import { modern } from './revision.ts'
import { invalidParams, type Message, methodNotFound, type Params, RpcError } from './rpc.ts'

/** For clients: the tools change only with a new version of the service, and are the same for everyone. */
const cache = { ttlMs: 300_000, cacheScope: 'public' }

/** What clients ask of a server that offers tools alone; some take an error for a failed connection. */
const emptyLists = new Map([
  ['resources/list', '{"resources":[]}'],
  ['resources/templates/list', '{"resourceTemplates":[]}'],
  ['prompts/list', '{"prompts":[]}']
])

/** Answers a message by the JSON of its result; rejects by an `RpcError`, or by a `Problem` of the caller's token. */
export function createProtocol(tools: readonly Tool[], config: Pick<Config, 'requestStateKey' | 'scopeUri'>) {
  const callTool = createCallTool(tools, createRequestStates(config.requestStateKey), config)
  const list = { tools: tools.map(describe) }
  const lists = {
    legacy: result(members(list), false),
    modern: result(members({ ...list, ...cache }), true)
  }
  const discovery = result(
    members({ supportedVersions: [modern], capabilities, instructions, ...cache }),
    true
  )

  return function perform(
    { method, params }: Message,
    revision: string,
    context: McpContext
  ): string | Promise<string> {
    const isModern = revision === modern
    switch (method) {
      case 'tools/call':
        return callTool(params, isModern, context)
      case 'tools/list':
        checkCursor(params)
        return isModern ? lists.modern : lists.legacy
      case 'server/discover':
        if (isModern) return discovery
        break
      case 'initialize':
        if (!isModern) return initialize(params)
        break
      case 'ping':
        if (!isModern) return '{}'
    }
    const empty = isModern ? undefined : emptyLists.get(method)
    if (empty) {
      checkCursor(params)
      return empty
    }
    throw new RpcError(methodNotFound, `Method not found: ${method.slice(0, 128)}`)
  }
}

/** Every list is one page, so nobody can have a cursor of ours; null and an empty one are none. */
function checkCursor({ cursor }: Params): void {
  if (cursor !== undefined && cursor !== null && cursor !== '')
    throw new RpcError(invalidParams, 'Invalid params: unknown cursor. Leave it out: there is one page.')
}

function describe({ name, title, description, input, output, annotations }: Tool) {
  return { name, title, description, inputSchema: input, outputSchema: output, annotations }
}
