import type { Caller } from './read-token.ts'

/** One request to Graph, as its operation sees it. */
export interface Call {
  caller: Caller
  /** What stands in the path for `{id}` or within `search(q='…')`. */
  parameter: string
  path: string
  query: URLSearchParams
  prefer: string
}
