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
  /** The private key that signs at present. */
  current(): JWK
  /** What the JWKS endpoint publishes: tokens of the key before are still good. */
  published(): { keys: JWK[] }
  sign(claims: JWTPayload): Promise<string>
  verify(token: string, expected: JWTVerifyOptions): Promise<JWTPayload>
  rotate(): Promise<void>
}

/** RS256 keys, made when the local Entra starts and kept in memory only; one signs, and the one before it still verifies. */
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
