import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Caller } from '../caller.ts'
import { invalidParams, RpcError } from './rpc.ts'

const lifetime = 10 * 60_000

/** What a state is good for: one caller, one tool and its very arguments. */
export interface StateOwner {
  caller: Caller
  tool: string
  args: unknown
}

export type RequestStates = ReturnType<typeof createRequestStates>

/**
 * Seals what a tool wants to know when its call comes again: readable by the client, but good only unchanged, for ten
 * minutes, and for its owner. Replicas that have the same key read each other's.
 */
export function createRequestStates(key: string | Buffer = randomBytes(32)) {
  return {
    seal(state: unknown, owner: StateOwner): string {
      const payload = Buffer.from(JSON.stringify({ state, expires: Date.now() + lifetime })).toString(
        'base64url'
      )
      return `${payload}.${sign(payload, owner).toString('base64url')}`
    },
    open(sealed: unknown, owner: StateOwner): unknown {
      if (typeof sealed !== 'string') throw refused()
      const [payload = '', signature = ''] = sealed.split('.')
      const expected = sign(payload, owner)
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused()
      const { state, expires } = JSON.parse(Buffer.from(payload, 'base64url').toString())
      if (Date.now() > expires) throw refused()
      return state
    }
  }

  function sign(payload: string, { caller, tool, args }: StateOwner): Buffer {
    const owner = [caller.tenantId, caller.objectId, tool, hash('sha256', JSON.stringify(args), 'base64url')]
    return createHmac('sha256', key)
      .update(JSON.stringify([payload, ...owner]))
      .digest()
  }
}

function refused(): RpcError {
  return new RpcError(
    invalidParams,
    'Invalid params: requestState is not one of this call. Call again without it.'
  )
}
