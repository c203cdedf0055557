import { isObject } from '../json-object.ts'
import { capabilities, instructions } from './description.ts'
import { serverInfo } from './result.ts'
import { isImplementation, legacy } from './revision.ts'
import { invalidParams, type Params, RpcError } from './rpc.ts'

/** The handshake of the revisions up to 2025-11-25; whoever asks for an unknown one is offered the newest. */
export function initialize(params: Params): string {
  const { protocolVersion, capabilities: declared, clientInfo } = params
  if (typeof protocolVersion !== 'string') throw invalid('protocolVersion must be a string')
  if (!isObject(declared)) throw invalid('capabilities must be an object')
  if (!isImplementation(clientInfo)) throw invalid('clientInfo must have a name and a version')
  return JSON.stringify({
    protocolVersion: legacy.includes(protocolVersion) ? protocolVersion : legacy[0],
    capabilities,
    serverInfo,
    instructions
  })
}

function invalid(reason: string): RpcError {
  return new RpcError(invalidParams, `Invalid params: ${reason}.`)
}
