/** This many characters of the secret in a row are masked; shorter pieces stay. */
const telling = 16
/** How many encodings within encodings are undone. */
const deepest = 3
const longestText = 16 * 1024

/**
 * Makes the function that takes a secret out of a text: whole or in pieces, plain or hidden by base64, hexadecimal digits,
 * percent-encoding, escapes, or blanks between its characters.
 */
export function createMask(secret = ''): (text: string) => string {
  const size = Math.min(telling, secret.length)
  if (size < telling / 2) return (text) => text
  const pieces = new Set(
    Array.from({ length: secret.length - size + 1 }, (_, at) => secret.slice(at, at + size))
  )
  return (text) => mask(text.slice(0, longestText), deepest)

  function mask(text: string, depth: number): string {
    const masked = maskPlain(text)
    if (depth === 0) return masked
    const inner = (decoded: string) => mask(decoded, depth - 1)
    const hides = (decoded: string) => inner(decoded) !== decoded
    const whole = masked
      .replace(/[\da-f]{16,}/gi, (run) => (fromHex(run).some(hides) ? '[token]' : run))
      .replace(/[\w+/-]{16,}/g, (run) => (fromBase64(run).some(hides) ? '[token]' : run))
    for (const view of [decodeEscapes(whole), whole.replace(/[\p{C}\p{Z}]/gu, '')]) {
      if (view === whole) continue
      const maskedView = inner(view)
      if (maskedView !== view) return maskedView
    }
    return whole
  }

  function maskPlain(text: string): string {
    let masked = ''
    let at = 0
    while (at < text.length) {
      let end = at + size
      if (!pieces.has(text.slice(at, end))) {
        masked += text[at]
        at += 1
        continue
      }
      while (end < text.length && pieces.has(text.slice(end + 1 - size, end + 1))) end += 1
      masked += '[token]'
      at = end
    }
    return masked
  }
}

/** What a run of characters may decode to. Letters before the encoded text shift it by up to three. */
function fromBase64(run: string): string[] {
  return [0, 1, 2, 3].map((shift) => Buffer.from(run.slice(shift), 'base64').toString('latin1'))
}

function fromHex(run: string): string[] {
  return [0, 1].map((shift) => Buffer.from(run.slice(shift), 'hex').toString('latin1'))
}

/** Undoes %65, \u0065, \u{65}, \x65, &#101; and &#x65;. */
function decodeEscapes(text: string): string {
  const escapes =
    /%([\da-f]{2})|\\u([\da-f]{4})|\\u\{([\da-f]{1,5})\}|\\x([\da-f]{2})|&#x([\da-f]{1,5});|&#(\d{1,6});/gi
  return text.replace(escapes, (_, ...groups: (string | undefined)[]) => {
    const decimal = groups[5]
    const hex = groups.slice(0, 5).find((group) => group !== undefined)
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal))
  })
}
