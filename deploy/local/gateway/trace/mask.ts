import type { Headers } from '../http/headers.ts'

export type Mask = (text: string) => string

const secretName = /secret|password|token|assertion|api-?key|credential-value/i
const secretHeader = /authorization|cookie|token|secret|key$/i
const secretFields = new Set([
  'client_secret',
  'assertion',
  'client_assertion',
  'access_token',
  'refresh_token',
  'id_token',
  'code',
  'code_verifier',
  'password'
])
const formField = /[^&\s]+/g
const dottedWord = /[\w.-]+/g
const shortestToken = 40
const word = /[\w+/-]+={0,2}/g

/** Creates the function that hides tokens, secrets and the values of secret-like named values in a text. */
export function createMask(namedValues: Record<string, string>): Mask {
  const spellings = Object.entries(namedValues)
    .filter(([name, value]) => secretName.test(name) && value.length >= 4)
    .flatMap(([, value]) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
  const secrets = [...new Set(spellings)]
  return (text) => {
    const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, '‹secret›'), text)
    // A call has hundreds of texts, most of them short and plain, so each pattern runs only where it can match.
    const fields = masked.includes('=') ? masked.replace(formField, maskField) : masked
    const jwts = fields.includes('eyJ') ? fields.replace(dottedWord, maskJwt) : fields
    return jwts.length < shortestToken ? jwts : jwts.replace(word, maskToken)
  }
}

/** The value of a form field, wherever in the text the field begins. */
function maskField(text: string): string {
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    let start = at
    while (start > 0 && /\w/.test(text.charAt(start - 1))) start--
    if (at < text.length - 1 && secretFields.has(text.slice(start, at).toLowerCase()))
      return `${text.slice(0, at)}=‹secret›`
  }
  return text
}

/** A JWT begins with `{"` in base64url, and may stand behind other letters. */
function maskJwt(text: string): string {
  const start = text.indexOf('eyJ')
  return start >= 0 && text.includes('.', start + 11) ? `${text.slice(0, start)}‹token›` : text
}

/** A long word of capitals, small letters and digits is a token as likely as not. */
function maskToken(text: string): string {
  const isToken = text.length >= shortestToken && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text)
  return isToken ? '‹token›' : text
}

export function maskHeaders(headers: Headers, mask: Mask): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, values]) => [
      name,
      secretHeader.test(name) ? `‹${values.join(', ').length} characters›` : mask(values.join(', '))
    ])
  )
}
