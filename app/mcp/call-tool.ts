import type { Config } from '../config.ts'
import { isObject } from '../json-object.ts'
import { missingScopes } from '../problems/missing-scopes.ts'
import type { Tool } from '../tools/tool.ts'
import { consentQuestion } from './consent.ts'
import { InputRequired, missingCapabilities } from './input-required.ts'
import type { McpContext } from './mcp-context.ts'
import { prepareTool } from './prepare-tool.ts'
import type { RequestStates, StateOwner } from './request-state.ts'
import { members, result } from './result.ts'
import { invalidParams, missingCapability, type Params, RpcError } from './rpc.ts'
import { concernsTheToken, failureText, toProblem } from './tool-failure.ts'

/**
 * `tools/call`: what a model can mend is a result with `isError`. Rejects by a `Problem` where the caller's token falls
 * short, and by an `RpcError` where the request does.
 */
export function createCallTool(
  tools: readonly Tool[],
  states: RequestStates,
  config: Pick<Config, 'scopeUri'>
) {
  const prepared = new Map(tools.map((tool) => [tool.name, prepareTool(tool)]))

  return async function callTool(params: Params, isModern: boolean, context: McpContext): Promise<string> {
    const { name } = params
    // Clients that fill in every member send null for what they do not give.
    const given = params.arguments ?? {}
    const requestState = params.requestState ?? undefined
    const inputResponses = params.inputResponses ?? {}
    if (typeof name !== 'string') throw new RpcError(invalidParams, 'Invalid params: name must be a string.')
    if (!isObject(given)) throw new RpcError(invalidParams, 'Invalid params: arguments must be an object.')
    const known = prepared.get(name)
    if (!known) throw new RpcError(invalidParams, `Unknown tool: ${name.slice(0, 128)}`)

    const { tool, scopes } = known
    context.onTool(name)
    const missing = missingScopes(context.caller, scopes, config)
    if (missing) throw missing
    if (!isObject(inputResponses))
      throw new RpcError(invalidParams, 'Invalid params: inputResponses must be an object.')
    const owner = { caller: context.caller, tool: name, args: given }
    try {
      context.countCall(name)
      const args = known.read(given)
      if (isModern) context.responses = inputResponses
      if (isModern && requestState !== undefined) context.state = states.open(requestState, owner)
      return result(known.write(await tool.run(args, context)), isModern)
    } catch (error) {
      return failed(error, owner, isModern, context)
    }
  }

  function failed(error: unknown, owner: StateOwner, isModern: boolean, context: McpContext): string {
    if (error instanceof RpcError) throw error
    if (error instanceof InputRequired) return ask(error, owner, isModern, context)
    const problem = toProblem(error)
    if (concernsTheToken(problem)) throw problem
    context.onFailure(problem)
    const question = consentQuestion(problem, isModern, context)
    return question
      ? failed(question, owner, isModern, context)
      : failure(failureText(problem, context.id), isModern)
  }

  function ask(
    { requests, state }: InputRequired,
    owner: StateOwner,
    isModern: boolean,
    context: McpContext
  ) {
    if (!isModern)
      return failure('input_required: Use a client of MCP 2026-07-28, which can be asked.', false)
    const requiredCapabilities = missingCapabilities(requests, context.capabilities)
    if (requiredCapabilities)
      throw new RpcError(missingCapability, 'Missing required client capability', { requiredCapabilities })
    const asked = {
      ...(Object.keys(requests).length && { inputRequests: requests }),
      ...(state !== undefined && { requestState: states.seal(state, owner) })
    }
    return result(members(asked), true, 'input_required')
  }
}

function failure(text: string, isModern: boolean): string {
  return result(members({ content: [{ type: 'text', text }], isError: true }), isModern)
}
