import type { Headers } from '../http/headers.ts'

export type Mask = (text: string) => string

const secretName = /secret|password|token|assertion|api-?key|credential-value/i
const secretHeader = /authorization|cookie|token|secret|key$/i
const formField =
  /\b(client_secret|(?:client_)?assertion|(?:access|refresh|id)_token|code|code_verifier|password)=[^&\s]+/gi
const dottedWord = /[\w.-]+/g
const jwtLike = /^eyJ[\w-]{8,}\./
const shortestToken = 40
const longWord = /[\w+/-]{40,}={0,2}/g

/** Creates the function that hides tokens, secrets and the values of secret-like named values in a text. */
export function createMask(namedValues: Record<string, string>): Mask {
  const secrets = Object.entries(namedValues)
    .filter(([name, value]) => secretName.test(name) && value.length >= 4)
    .flatMap(([, value]) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
  return (text) => {
    const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, '‹secret›'), text)
    // A call has hundreds of texts, most of them short and plain, so each pattern runs only where it can match.
    const fields = masked.includes('=') ? masked.replace(formField, '$1=‹secret›') : masked
    const jwts = fields.includes('eyJ') ? fields.replace(dottedWord, maskJwt) : fields
    return jwts.length < shortestToken ? jwts : jwts.replace(longWord, maskToken)
  }
}

/** Masks a JWT, which begins with `{"` in base64url and may follow other letters of a word. */
function maskJwt(word: string): string {
  const start = word.indexOf('eyJ')
  return start >= 0 && jwtLike.test(word.slice(start)) ? `${word.slice(0, start)}‹token›` : word
}

/** Masks a long word that mixes capitals, small letters and digits, because it is probably a token. */
function maskToken(word: string): string {
  return /[A-Z]/.test(word) && /[a-z]/.test(word) && /\d/.test(word) ? '‹token›' : word
}

export function maskHeaders(headers: Headers, mask: Mask): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, values]) => [
      name,
      secretHeader.test(name) ? `‹${values.join(', ').length} characters›` : mask(values.join(', '))
    ])
  )
}
