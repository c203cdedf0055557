import type { IncomingHttpHeaders } from 'node:http'

/** Header lines by lower-case name, in order of arrival. */
export type Headers = Map<string, string[]>

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade'
]

/** Reads header lines and leaves out those that belong to the one connection (RFC 9110 §7.6.1). */
export function endToEnd(lines: Iterable<readonly [string, string]>): Headers {
  const headers: Headers = new Map()
  for (const [name, value] of lines) {
    const key = name.toLowerCase()
    headers.set(key, [...(headers.get(key) ?? []), value])
  }
  const named = (headers.get('connection') ?? []).flatMap((value) => commaSeparated(value.toLowerCase()))
  for (const name of [...hopByHop, ...named]) headers.delete(name)
  return headers
}

/** The members of a comma-separated list (RFC 9110 §5.6.1). */
export function commaSeparated(value: string): string[] {
  return value
    .split(',')
    .map((member) => member.trim())
    .filter(Boolean)
}

export function rawLines(raw: string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] satisfies [string, string]] : []
  )
}

export function objectLines(headers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((line) => [name, line] satisfies [string, string])
  )
}

// The reference's list of headers whose values travel on lines of their own; all others are joined.
const separate = new Set([
  'user-agent',
  'www-authenticate',
  'proxy-authenticate',
  'cookie',
  'set-cookie',
  'warning',
  'date',
  'expires',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'retry-after'
])

/** Headers as they are sent. */
export function sendable(headers: Headers): Record<string, string | string[]> {
  return Object.fromEntries(
    [...headers].map(([name, values]) => [
      name,
      separate.has(name) && values.length > 1 ? values : values.join(',')
    ])
  )
}
