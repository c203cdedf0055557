import { randomBytes, randomUUID } from 'node:crypto'

/** A token that anyone could write: it has the right form, and no key made its signature. */
export function forgedToken(): string {
  const now = Math.floor(Date.now() / 1000)
  const parts = [
    { alg: 'RS256', typ: 'JWT', kid: randomUUID() },
    { aud: randomUUID(), iss: 'https://login.microsoftonline.com/forged/v2.0', nbf: now, exp: now + 600 }
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  return [...parts, randomBytes(256).toString('base64url')].join('.')
}
