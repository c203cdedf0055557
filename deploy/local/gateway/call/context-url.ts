import type { Url } from '../expressions/index.ts'
import { parseQuery } from '../http/query.ts'

/** A URL as expressions see it. */
export function contextUrl(text: string): Url {
  const url = new URL(text)
  const Query = new Map<string, string[]>()
  for (const { name, value } of parseQuery(url.search)) Query.set(name, [...(Query.get(name) ?? []), value])
  return {
    Scheme: url.protocol.slice(0, -1),
    Host: url.hostname,
    Port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    Path: url.pathname,
    Query,
    QueryString: url.search
  }
}
