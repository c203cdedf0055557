import type { Caller } from './read-token.ts'

/** One request to Graph, as an operation sees it. */
export interface Call {
  caller: Caller
  /** The id in the path, or the text in `search(q='…')`. Empty for other paths. */
  parameter: string
  path: string
  query: URLSearchParams
  prefer: string
}
