import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { Test } from 'tap'
import { Agent } from 'undici'
import { listen } from './start.ts'

export const tenant = '11111111-2222-4333-8444-555555555555'

/** Starts an issuer of signed tokens that serves OpenID metadata over HTTP. */
export async function startIssuer(t: Test) {
  let signing = await newKey('first')
  let published = [signing.jwk]
  const requests: string[] = []
  const url = await listen(t, (request, response) => {
    requests.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    if (request.url?.endsWith('/keys')) response.end(JSON.stringify({ keys: published }))
    else response.end(JSON.stringify({ issuer: issuer(), jwks_uri: `${url}/${tenant}/keys` }))
  })
  const issuer = () => `${url}/${tenant}/v2.0`
  return {
    url,
    requests,
    issuer,
    async rotate() {
      signing = await newKey(`key-${Date.now()}`)
      published = [signing.jwk]
    },
    /** Signs a token that is valid by default. `undefined` leaves a claim out. */
    token: (claims: Record<string, unknown> = {}, header: { kid?: string } = {}) =>
      sign({ ...valid(issuer()), ...claims }, { kid: signing.kid, ...header }, signing.privateKey),
    stolen: async () => sign(valid(issuer()), { kid: signing.kid }, (await newKey('other')).privateKey),
    jwk: () => signing.jwk
  }
}

/** Sends Entra's production origin to the issuer, as the local chain's dispatcher does. */
export function toIssuer(t: Test, url: string) {
  const agent = new Agent()
  t.teardown(() => agent.destroy())
  return agent.compose((dispatch) => (options, handler) => {
    const origin = String(options.origin) === 'https://login.microsoftonline.com' ? url : options.origin
    return dispatch({ ...options, ...(origin === undefined ? {} : { origin }) }, handler)
  })
}

function valid(issuer: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: issuer,
    aud: 'this-api',
    iat: now,
    nbf: now,
    exp: now + 60,
    scp: 'access_as_user other',
    azp: 'client-1'
  }
}

function sign(claims: JWTPayload, header: { kid: string }, key: CryptoKey) {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...header }).sign(key)
}

async function newKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}
