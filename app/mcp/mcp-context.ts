import type { Problem } from '../problems/problem.ts'
import type { ToolContext } from '../tools/tool.ts'

/** What one message is answered with; a tool called by MCP gets it too. */
export interface McpContext extends ToolContext {
  /** The trace id, for the operator. */
  id: string
  /** What the client can do for the server, as it declared. */
  capabilities: Record<string, unknown>
  /** Tells the client how far the tool is; absent when nobody listens. */
  progress?: (progress: Progress) => void
  /** What the client answers to an earlier `InputRequired`. */
  responses: Record<string, unknown>
  /** The state of that `InputRequired`. */
  state: unknown
  /** Hears which tool is called. */
  onTool(name: string): void
  /** Counts the call of a tool; throws a `Problem` when there have been too many. */
  countCall(tool: string): void
  /** Hears of each failure that the client is told of in a tool result. */
  onFailure(problem: Problem): void
}

export interface Progress {
  /** Increases with each call. */
  progress: number
  total?: number
  message?: string
}
