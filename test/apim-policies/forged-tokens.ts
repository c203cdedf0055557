import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { userClaims, userClaimsV1 } from '../user-claims.ts'
import type { Gate } from './gate.ts'

type Forge = (gate: Gate) => string | Promise<string>

const otherTenant = '11111111-2222-4333-8444-555555555555'
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strangerKey = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'stranger', use: 'sig' }
const elsewhere = 'http://127.0.0.1:9/keys'
const now = () => Math.floor(Date.now() / 1000)

/** Tokens that the gateway itself refuses as no token of ours. */
export const forgedTokens: Record<string, Forge> = {
  'of another audience': ({ token }) => token({ aud: otherTenant }),
  'of an audience that begins as ours': ({ token, config }) => token({ aud: `${config.clientId}0` }),
  'of no audience': ({ token }) => token({ aud: undefined }),
  'for Graph': ({ token }) => token({ aud: 'https://graph.microsoft.com', scp: 'User.Read access_as_user' }),
  'of another tenant': ({ token, entra }) =>
    token({ tid: otherTenant, iss: `${entra.url}/${otherTenant}/v2.0` }),
  'of another issuer': ({ token }) => token({ iss: 'https://login.microsoftonline.com/common/v2.0' }),
  'of no issuer': ({ token }) => token({ iss: undefined }),
  'of no application': ({ token }) => token({ azp: undefined }),
  'that is not valid yet': ({ token }) => token({ nbf: now() + 90 }),
  'of no end': ({ token }) => token({ exp: undefined }),
  'signed by another key': async (gate) => byStranger(gate, await publishedKey(gate)),
  'of an unknown key': (gate) => byStranger(gate, { kid: 'stranger' }),
  'that brings its key along': (gate) => byStranger(gate, { kid: 'stranger', jwk: strangerKey }),
  'that names where its key is': (gate) => byStranger(gate, { kid: 'stranger', jku: elsewhere }),
  'that names where its certificate is': (gate) => byStranger(gate, { kid: 'stranger', x5u: elsewhere }),
  'of no algorithm': async (gate) =>
    `${encode({ alg: 'none', kid: (await publishedKey(gate)).kid })}.${encode(userClaims(gate.config))}.`,
  'of no algorithm and our signature': async ({ token }) => {
    const [, claims, signature] = (await token()).split('.')
    return [encode({ alg: 'none' }), claims, signature].join('.')
  },
  'signed with the public key as the secret': async (gate) => {
    const key = await publishedKey(gate)
    const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    return hs256(gate, key.kid, pem)
  },
  'signed with the published key as the secret': async (gate) => {
    const key = await publishedKey(gate)
    return hs256(gate, key.kid, JSON.stringify(key))
  },
  'with other claims under a good signature': async ({ token, config }) => {
    const [header, , signature] = (await token()).split('.')
    return [header, encode(userClaims(config, { oid: otherTenant })), signature].join('.')
  },
  'without its signature': async ({ token }) => (await token()).replace(/[^.]+$/, ''),
  'of one word': () => 'hello',
  'of five parts': () => 'eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d',
  'that is no JSON': () => 'eA.eQ.eg'
}

/** Tokens that only the service looks at closely enough, or Entra when it is to exchange them. */
export const forgedForTheService: Record<string, Forge> = {
  'of another tenant under our issuer': ({ token }) => token({ tid: otherTenant }),
  'of no tenant': ({ token }) => token({ tid: undefined }),
  'of nobody': ({ token }) => token({ oid: undefined }),
  'of version 1.0': ({ config, entra }) => entra.sign(userClaimsV1(config))
}

function byStranger({ config }: Gate, header: object, claims: JWTPayload = userClaims(config)): string {
  const input = `${encode({ typ: 'JWT', ...header, alg: 'RS256' })}.${encode(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), stranger.privateKey).toString('base64url')}`
}

function hs256({ config }: Gate, kid: string, secret: string | Buffer): string {
  const input = `${encode({ alg: 'HS256', kid, typ: 'JWT' })}.${encode(userClaims(config))}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

async function publishedKey({ config }: Gate): Promise<JsonWebKey & { kid: string }> {
  const { keys } = (await (await fetch(config.jwksUri)).json()) as { keys: (JsonWebKey & { kid: string })[] }
  const [key] = keys
  if (!key) throw new Error('the local Entra publishes no key')
  return key
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
