import assert from 'node:assert/strict'
import { nativeClientId, vsCodeClientId } from '../../../deploy/local/tenant.ts'
import { bearer } from '../../answer.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { assertProblem } from './refused.ts'

const stranger = '6f1f3a52-0c4b-4c0e-9d0a-5b7c2f9e1a34'

/** Written as an operator may write it. */
export const allowedClients = {
  'allowed-clients': `${nativeClientId.toUpperCase()}, ${vsCodeClientId}`
}
export const noAgents = { agents: 'deny' }

export const allowedClientChecks = {
  async 'a listed client may call, in any letters'(gate) {
    for (const azp of [nativeClientId, vsCodeClientId, vsCodeClientId.toUpperCase()])
      await lets(gate, { azp })
  },
  async 'a client of a v1 token is known by appid'(gate) {
    await refuses(gate, { azp: undefined, appid: stranger })
    gate.serviceAnswers((_request, response) => response.end('{}'))
    await lets(gate, { azp: undefined, appid: vsCodeClientId })
  },
  async 'a client that is not listed may not call'(gate) {
    await refuses(gate, { azp: stranger })
    await refuses(gate, { azp: '' })
    await refuses(gate, { azp: nativeClientId.slice(1) })
    await refuses(gate, { azp: 'any' })
  },
  async 'a listed parent does not let a client call'(gate) {
    await refuses(gate, { azp: stranger, xms_par_app_azp: nativeClientId, appid: nativeClientId })
  },
  async 'a client that is not listed hears that before its scopes are looked at'(gate) {
    await refuses(gate, { azp: stranger, scp: 'other' })
  },
  async 'an application without a user hears that first'(gate) {
    const answer = await gate.call('/me', bearer(await gate.token({ azp: stranger, scp: undefined })))
    assertProblem(gate, answer, 'user_required')
  }
} satisfies Checks

export const agentChecks = {
  async 'an agent that acts for its user may call'(gate) {
    await lets(gate, { xms_act_fct: '3 9 11', xms_par_app_azp: stranger })
    await lets(gate, { xms_act_fct: '11', xms_sub_fct: '1 13' })
  }
} satisfies Checks

export const noAgentChecks = {
  async 'agents are refused by their facets, in any order'(gate) {
    for (const xms_act_fct of ['11', '11 3 9', '3 9 11']) await refuses(gate, { xms_act_fct })
    for (const xms_sub_fct of ['13', '13 1', '1 13']) await refuses(gate, { xms_sub_fct })
  },
  async 'facets of people and applications are no agents'(gate) {
    await lets(gate, {})
    await lets(gate, { xms_act_fct: '111 1 1 211', xms_sub_fct: '113 131' })
    await lets(gate, { xms_act_fct: '13', xms_sub_fct: '11', xms_par_app_azp: stranger })
  },
  async 'an agent without a user is told to use one'(gate) {
    const token = await gate.token({ scp: undefined, idtyp: 'app', xms_act_fct: '3 9 11' })
    assertProblem(gate, await gate.call('/me', bearer(token)), 'user_required')
  }
} satisfies Checks

async function lets(gate: Gate, changes: Record<string, unknown>): Promise<void> {
  const { status } = await gate.call('/me', bearer(await gate.token(changes)))
  assert.equal(status, 200, JSON.stringify(changes))
}

async function refuses(gate: Gate, changes: Record<string, unknown>): Promise<void> {
  const [sent, exchanged] = [gate.toService().length, gate.exchanges().length]
  assertProblem(gate, await gate.call('/me', bearer(await gate.token(changes))), 'client_refused')
  assert.deepEqual([gate.toService().length, gate.exchanges().length], [sent, exchanged])
}
