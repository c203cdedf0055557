import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
  SignJWT
} from 'jose'

export interface SigningKeys {
  /** The private key that signs. */
  current(): JWK
  /** The JWKS: the current key and the previous one, whose tokens are still valid. */
  published(): { keys: JWK[] }
  sign(claims: JWTPayload): Promise<string>
  verify(token: string, expected: JWTVerifyOptions): Promise<JWTPayload>
  rotate(): Promise<void>
}

/** Creates RS256 keys in memory. The current key signs; the previous one still verifies. */
export async function createSigningKeys(): Promise<SigningKeys> {
  let key = await generateKey()
  let before: typeof key | undefined

  return {
    current: () => key.privateJwk,
    published,
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid }).sign(key.privateKey),
    async verify(token, expected) {
      const options = { ...expected, algorithms: ['RS256'] }
      const { payload } = await jwtVerify(token, createLocalJWKSet(published()), options)
      return payload
    },
    async rotate() {
      ;[before, key] = [key, await generateKey()]
    }
  }

  function published() {
    return { keys: [key, ...(before ? [before] : [])].map(({ publicJwk }) => publicJwk) }
  }
}

async function generateKey() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  const bare = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(bare)
  return {
    kid,
    privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), kid, use: 'sig' },
    publicJwk: { ...bare, kid, use: 'sig' }
  }
}
