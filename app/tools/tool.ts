import type { Static, TObject } from '@sinclair/typebox'
import { type Caller, userScope } from '../caller.ts'
import type { Config } from '../config.ts'

/** What tools may ask of Microsoft Graph, as the caller. */
export interface Graph {
  /** Gets a path below /v1.0, of constants and encoded parts; answers the parsed JSON object, or throws a `Problem`. */
  get(path: string, options?: GraphOptions): Promise<Record<string, unknown>>
}

export interface GraphOptions {
  /** The Prefer header. */
  prefer?: string
  /**
   * The tool's input that is wrong when Graph answers 400, by Graph's error code; `*` stands for any other code. Without
   * it the fault is not the caller's.
   */
  blame?: Record<string, string>
}

/** What a tool is run with; an authenticated request is one. */
export interface ToolContext {
  caller: Caller
  graph: Graph
  signal: AbortSignal
}

/** The MCP tool annotations: all four are always given. */
export interface ToolAnnotations {
  readOnlyHint: boolean
  destructiveHint: boolean
  idempotentHint: boolean
  openWorldHint: boolean
}

export interface Tool<Input extends TObject = TObject, Output extends TObject = TObject> {
  /** snake_case; also the last part of the REST path. */
  name: string
  title: string
  /** Written for a model: what it does, when to use it. */
  description: string
  annotations: ToolAnnotations
  input: Input
  output: Output
  /** The API scope that the tool needs besides `access_as_user`. */
  apiScope?: string
  /** The least delegated Graph permissions that the tool needs. */
  graphScopes?: readonly string[]
  // A method, so that a Tool of particular schemas is also a Tool in the list.
  run(input: Static<Input>, context: ToolContext): Static<Output> | Promise<Static<Output>>
  /** The output in a few readable lines. Without it, a reader gets the JSON. */
  text?(output: Static<Output>): string
}

/** Types `run` by the tool's own schemas. */
export function defineTool<Input extends TObject, Output extends TObject>(
  tool: Tool<Input, Output>
): Tool<Input, Output> {
  return tool
}

/** The short names of all the API scopes that a call of the tool needs. */
export function scopesOf(tool: Pick<Tool, 'apiScope'>): string[] {
  return tool.apiScope ? [userScope, tool.apiScope] : [userScope]
}

/** The short names of all the API scopes that the tools need, in a fixed order. */
export function allScopesOf(tools: readonly Pick<Tool, 'apiScope'>[]): string[] {
  return [userScope, ...new Set(tools.flatMap(({ apiScope = [] }) => apiScope).sort())]
}

/**
 * The short names of the scopes that clients are told to ask for when they sign in. Most clients cannot ask for more
 * later, so by default these are all that the tools need.
 */
export function signInScopes(
  { signInScopes }: Pick<Config, 'signInScopes'>,
  tools: readonly Pick<Tool, 'apiScope'>[]
): string[] {
  return signInScopes === 'all' ? allScopesOf(tools) : [userScope]
}
