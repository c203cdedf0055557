/** How one API of models is spoken. `Request` is its body, as far as it is read here. */
export interface Wire<Request> {
  /** What the agent says. */
  read(request: Request): Turn
  /** The events of the stream that answers it, in order. */
  write(reply: Reply): { type?: string }[]
}

export interface Turn {
  /** What was said, oldest first: an entry for each message. */
  said: unknown[]
  /** The tools on offer. */
  tools: Tool[]
  /** What the last tool answered, if one was called, and the entry that says so. */
  result: { text: string; at: number } | undefined
}

export interface Tool {
  name: string
  namespace?: string
}

export type Reply = { call: Tool } | { text: string }

/** The last entry that holds a result. */
export function lastResult<Entry>(said: Entry[], resultOf: (entry: Entry) => unknown): Turn['result'] {
  const at = said.findLastIndex((entry) => resultOf(entry) !== undefined)
  const entry = said[at]
  return entry === undefined ? undefined : { at, text: JSON.stringify(resultOf(entry)) }
}
