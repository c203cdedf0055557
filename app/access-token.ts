import { decodeProtectedHeader } from 'jose'

/** How many seconds the clocks of Entra and of this service may differ. */
export const skewSeconds = 60

/** Entra's tokens live for an hour or so, and for 28 hours at most, where clients know continuous access evaluation. */
const longestLifeSeconds = 48 * 3600

/** Whether the times of a token make sense: it was issued, not in the future, and lives no longer than Entra's do. */
export function hasSaneTimes({ iat, exp }: { iat: number; exp: number }): boolean {
  return iat <= Date.now() / 1000 + skewSeconds && exp > iat && exp - iat <= longestLifeSeconds
}

/** The `kid` of a token's header; an empty string where it has none. */
export function keyIdOf(token: string): string {
  return decodeProtectedHeader(token).kid ?? ''
}

/**
 * Whether an object within the header or the claims names a member twice. Parsers disagree on which of the two counts, so
 * such a token is refused (RFC 7515 §4, RFC 7519 §4).
 */
export function hasDuplicateMembers(token: string): boolean {
  return token.split('.', 2).some((part) => namesTwice(Buffer.from(part, 'base64url').toString()))
}

/** A string that is not closed extends to the end, so no text is read twice. */
const tokens = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\]:,]/g

function namesTwice(json: string): boolean {
  const open: (Set<string> | undefined)[] = []
  let text = ''
  for (const [token] of json.matchAll(tokens)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const names = open.at(-1)
      if (names?.has(text)) return true
      names?.add(text)
    } else if (token !== ',') text = unescaped(token)
  }
  return false
}

/** A name may be spelled with escapes. */
function unescaped(string: string): string {
  try {
    return JSON.parse(string)
  } catch {
    return string
  }
}
