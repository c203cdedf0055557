import type { IncomingHttpHeaders } from 'node:http'

/** The values of each header by lower-case name, in order of arrival. */
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

/** Collects header lines and leaves out those that are for one connection only (RFC 9110 §7.6.1). */
export function endToEnd(lines: Iterable<readonly [string, string]>): Headers {
  const headers: Headers = new Map()
  for (const [name, value] of lines) {
    const key = name.toLowerCase()
    const held = headers.get(key)
    if (held === undefined) headers.set(key, [value])
    else held.push(value)
  }
  for (const value of headers.get('connection') ?? [])
    for (const name of commaSeparated(value.toLowerCase())) headers.delete(name)
  for (const name of hopByHop) headers.delete(name)
  return headers
}

/** The members of a comma-separated list (RFC 9110 §5.6.1). */
export function commaSeparated(value: string): string[] {
  return value
    .split(',')
    .map((member) => member.trim())
    .filter(Boolean)
}

export function* rawLines(raw: string[]): Generator<[string, string]> {
  for (let at = 0; at < raw.length; at += 2) yield [raw[at] ?? '', raw[at + 1] ?? '']
}

export function* objectLines(headers: IncomingHttpHeaders): Generator<[string, string]> {
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') yield [name, value]
    else for (const line of value ?? []) yield [name, line]
  }
}

// The set-header reference lists the headers whose values are sent on separate lines. The values of others are joined.
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

/** Headers in the form that Node.js and undici send. */
export function sendable(headers: Headers): Record<string, string | string[]> {
  return Object.fromEntries(
    [...headers].map(([name, values]) => [
      name,
      separate.has(name) && values.length > 1 ? values : values.join(',')
    ])
  )
}
