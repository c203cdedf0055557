import { errors, importJWK, type JWTHeaderParameters } from 'jose'
import type { Call } from '../call/call.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { boolean, int, listOf, literal, required } from '../pipeline/schema.ts'
import type { Issuer } from '../state/token-keys.ts'
import { findToken } from '../tokens/find-token.ts'
import { checkClaims, requiredClaims } from '../tokens/required-claims.ts'
import { outputToken, tokenAttributes } from '../tokens/token-attributes.ts'
import { refused, verifyToken } from '../tokens/verify-token.ts'
import { KEYS_UNAVAILABLE } from '../undocumented.ts'

export const validateJwt: Policy = {
  name: 'validate-jwt',
  sections: ['inbound'],
  schema: {
    attributes: {
      ...tokenAttributes,
      'clock-skew': int,
      'require-expiration-time': boolean,
      // Unsigned tokens are never accepted here, so only the default may be written.
      'require-signed-tokens': { type: ['true'], literal: true }
    },
    oneOf: ['header-name', 'query-parameter-name', 'token-value'],
    children: {
      'openid-config': { schema: { attributes: { url: required }, unsupported: ['host'] } },
      'issuer-signing-keys': {
        schema: {
          children: {
            key: {
              schema: {
                attributes: { id: literal, n: literal, e: literal },
                text: { type: 'string' },
                unsupported: ['certificate-id']
              },
              min: 1
            }
          }
        },
        max: 1
      },
      audiences: { schema: listOf('audience'), max: 1 },
      issuers: { schema: listOf('issuer'), max: 1 },
      'required-claims': { schema: requiredClaims, max: 1 }
    },
    unsupported: ['issuer-signing-tokens', 'decryption-keys', 'zumo-master-key']
  },
  run: (call, element) => outputToken(call, element, () => validate(call, element))
}

async function validate(call: Call, element: Element) {
  const token = findToken(call, element)
  const known = await Promise.all(element.all('openid-config').map((config) => issuerOf(call, config)))
  const issuers = [...known.map(({ issuer }) => issuer), ...texts(call, element, 'issuers', 'issuer')]
  const audiences = texts(call, element, 'audiences', 'audience')
  const expires = element.flag(call, 'require-expiration-time', true)
  const payload = await verifyToken(token, keyFinder(call, element, known), {
    algorithms: ['RS256', 'HS256'],
    clockTolerance: element.number(call, 'clock-skew', 0),
    requiredClaims: expires ? ['exp'] : [],
    ...(issuers.length > 0 ? { issuer: issuers } : {}),
    ...(audiences.length > 0 ? { audience: audiences } : {})
  })
  checkClaims(call, element.first('required-claims'), payload)
  return token
}

async function issuerOf(call: Call, config: Element) {
  try {
    return await call.gateway.tokenKeys(config.text(call, 'url'))
  } catch {
    throw refused(KEYS_UNAVAILABLE.reason, 'The OpenID configuration cannot be fetched.')
  }
}

// HS256 takes inline secrets only, and RS256 public keys only. Otherwise a public key could be used as an HMAC secret.
function keyFinder(call: Call, element: Element, known: Issuer[]) {
  const inline = element.first('issuer-signing-keys')?.all('key') ?? []
  return async (header: JWTHeaderParameters) => {
    const fits = inline.find(
      (key) => key.has('n') === (header.alg === 'RS256') && idFits(key.text(call, 'id'), header)
    )
    if (fits?.has('n'))
      return importJWK({ kty: 'RSA', n: fits.text(call, 'n'), e: fits.text(call, 'e') }, 'RS256')
    if (fits) return Buffer.from(fits.content(call), 'base64')
    if (header.alg === 'HS256') throw new errors.JWKSNoMatchingKey()
    for (const { key } of known.slice(0, -1)) {
      const found = await key(header).catch(() => undefined)
      if (found) return found
    }
    const last = known.at(-1)
    if (!last) throw new errors.JWKSNoMatchingKey()
    return last.key(header)
  }
}

function idFits(id: string, { kid }: JWTHeaderParameters) {
  return id === '' || id === kid
}

function texts(call: Call, element: Element, list: string, item: string) {
  return (element.first(list)?.all(item) ?? []).map((child) => child.content(call))
}
