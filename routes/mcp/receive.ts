import { modern, readRevision } from '../../app/mcp/revision.ts'
import { invalidRequest, type Message, RpcError, readMessage } from '../../app/mcp/rpc.ts'
import type { Tool } from '../../app/tools/tool.ts'
import { checkHeaders, checkMirrored, type Headers } from './check-headers.ts'
import { mirroredArguments } from './mirrored-arguments.ts'

export interface Received {
  message: Message
  revision: string
}

/** Reads what was posted and checks it against its headers; undefined is a response, which nobody waits for. */
export function createReceive(tools: readonly Tool[]) {
  const mirrored = new Map(tools.map((tool) => [tool.name, mirroredArguments(tool)]))

  return function receive(value: unknown, headers: Headers): Received | undefined {
    const message = readMessage(value)
    const version = versionOf(headers)
    if (!message) {
      if (version === modern)
        throw new RpcError(invalidRequest, `Invalid request: ${modern} asks clients nothing.`)
      return undefined
    }
    const revision = readRevision(message, version)
    if (revision !== modern) return { message, revision }

    checkHeaders(message, headers)
    const { method, params } = message
    if (method === 'tools/call' && typeof params.name === 'string')
      checkMirrored(mirrored.get(params.name) ?? [], params.arguments, headers)
    return { message, revision }
  }
}

/** Node joins repeated headers by a comma, which no version has. */
export function versionOf(headers: Headers): string | undefined {
  const version = headers['mcp-protocol-version']
  return version === undefined ? undefined : String(version)
}
