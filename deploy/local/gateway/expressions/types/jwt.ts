import { BASIC_USER_MEMBER } from '../../undocumented.ts'
import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { dateTime, fromMilliseconds } from '../run/calendar.ts'
import { type Instance, strings } from '../run/value.ts'
import { dictionary, setEntry, type Table } from './dictionary.ts'

interface Jwt extends Instance {
  header: Record<string, unknown>
  payload: Record<string, unknown>
}

interface Basic extends Instance {
  user: string
  password: string
}

/** Reads a token, with or without its scheme, as a `Jwt`. The signature is not checked. Null when it is no JWT. */
export function jwt(token: string): Jwt | null {
  const parts = token
    .trim()
    .replace(/^bearer\s+/i, '')
    .split('.')
  const [header, payload] = parts.slice(0, 2).map(decoded)
  return parts.length !== 3 ||
    header === null ||
    payload === null ||
    header === undefined ||
    payload === undefined
    ? null
    : { type: type('Jwt'), header, payload }
}

const text = (value: unknown) =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)
const claim = (name: string) => (self: Jwt) => text(self.payload[name])
const date = (name: string) => (self: Jwt) =>
  typeof self.payload[name] === 'number' ? dateTime(fromMilliseconds(self.payload[name] * 1000), 'Utc') : null
const listed = (value: unknown) =>
  value === undefined ? [] : Array.isArray(value) ? value.map(text) : [text(value)]

declare({
  name: 'Jwt',
  members: {
    'string Algorithm': (self: Jwt) => text(self.header.alg),
    'string Type': (self: Jwt) => text(self.header.typ),
    'IEnumerable<string> Audiences': (self: Jwt) => strings(listed(self.payload.aud)),
    'IReadOnlyDictionary<string, string[]> Claims': claims,
    'DateTime? ExpirationTime': date('exp'),
    'DateTime? IssuedAt': date('iat'),
    'DateTime? NotBefore': date('nbf'),
    'string Id': claim('jti'),
    'string Issuer': claim('iss'),
    'string Subject': claim('sub')
  }
})

declare({
  name: 'BasicAuthCredentials',
  members: {
    [`string ${BASIC_USER_MEMBER}`]: (self: Basic) => self.user,
    'string Password': (self: Basic) => self.password
  }
})

declare({
  name: 'TokenExtensions',
  kind: 'static',
  members: {
    'static Jwt AsJwt(this string text)': (value: string | null) => (value === null ? null : jwt(value)),
    'static bool TryParseJwt(this string text, out Jwt result)': (
      value: string | null,
      out: (found: Jwt | null) => void
    ) => given(value === null ? null : jwt(value), out),
    'static BasicAuthCredentials AsBasic(this string text)': (value: string | null) =>
      value === null ? null : basic(value),
    'static bool TryParseBasic(this string text, out BasicAuthCredentials result)': (
      value: string | null,
      out: (found: Basic | null) => void
    ) => given(value === null ? null : basic(value), out),
    'static string GetValueOrDefault(this IReadOnlyDictionary<string, string[]> source, string name)': (
      source: Table,
      name: string
    ) => joined(source, name) ?? '',
    'static string GetValueOrDefault(this IReadOnlyDictionary<string, string[]> source, string name, string fallback)':
      (source: Table, name: string, fallback: string | null) => joined(source, name) ?? fallback,
    'static string[] GetValueOrDefault(this IReadOnlyDictionary<string, string[]> source, string name, string[] fallback)':
      (source: Table, name: string, fallback: unknown) =>
        source.entries.get(source.fold(name))?.items[1] ?? fallback
  }
})

function joined(source: Table, name: string): string | null {
  const found = source.entries.get(source.fold(name))
  return found === undefined ? null : (found.items[1] as { items: (string | null)[] }).items.join(',')
}

function claims(self: Jwt): Table {
  const made = dictionary(type('System.String'), type('System.Array', type('System.String')))
  for (const [name, value] of Object.entries(self.payload)) setEntry(made, name, strings(listed(value)))
  return made
}

function decoded(part: string): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function basic(value: string): Basic | null {
  const match = /^basic\s+([A-Za-z\d+/=]+)$/i.exec(value.trim())
  const pair = Buffer.from(match?.[1] ?? '', 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return match === null || colon < 0
    ? null
    : { type: type('BasicAuthCredentials'), user: pair.slice(0, colon), password: pair.slice(colon + 1) }
}

function given<T>(found: T | null, out: (found: T | null) => void): boolean {
  out(found)
  return found !== null
}
