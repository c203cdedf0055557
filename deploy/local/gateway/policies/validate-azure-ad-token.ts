import type { JWTPayload } from 'jose'
import type { Call } from '../call/call.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { listOf, required, text } from '../pipeline/schema.ts'
import type { Issuer } from '../state/token-keys.ts'
import { findToken } from '../tokens/find-token.ts'
import { checkClaims, requiredClaims } from '../tokens/required-claims.ts'
import { outputToken, tokenAttributes } from '../tokens/token-attributes.ts'
import { refused, verifyToken } from '../tokens/verify-token.ts'
import { AZURE_AD_TOKEN_SOURCE, CLIENT_APPLICATIONS_REQUIRED, KEYS_UNAVAILABLE } from '../undocumented.ts'

export const validateAzureAdToken: Policy = {
  name: 'validate-azure-ad-token',
  sections: ['inbound'],
  schema: {
    attributes: { 'tenant-id': required, 'authentication-endpoint': text, ...tokenAttributes },
    children: {
      'backend-application-ids': {
        schema: listOf('application-id', { type: 'string', literal: true }),
        max: 1
      },
      'client-application-ids': {
        schema: listOf('application-id', { type: 'string', literal: true }),
        min: CLIENT_APPLICATIONS_REQUIRED ? 1 : 0,
        max: 1
      },
      audiences: { schema: listOf('audience'), max: 1 },
      'required-claims': { schema: requiredClaims, max: 1 }
    },
    anyOrder: true,
    unsupported: ['decryption-keys', 'allow-protected-forwarded-tokens', 'allow-proof-of-possession-tokens']
  },
  run: (call, element) => outputToken(call, element, () => validate(call, element), AZURE_AD_TOKEN_SOURCE)
}

async function validate(call: Call, element: Element) {
  const token = findToken(call, element)
  const { issuer, key } = await issuerOf(call, element)
  const audiences = [...list(call, element, 'audiences'), ...list(call, element, 'backend-application-ids')]
  const payload = await verifyToken(token, key, {
    algorithms: ['RS256'],
    requiredClaims: ['exp'],
    issuer: [issuer, v1Issuer(issuer)],
    ...(audiences.length > 0 ? { audience: audiences } : {})
  })
  checkClient(payload, list(call, element, 'client-application-ids'))
  checkClaims(call, element.first('required-claims'), payload)
  return token
}

async function issuerOf(call: Call, element: Element): Promise<Issuer> {
  const endpoint = element
    .text(call, 'authentication-endpoint', call.gateway.authorityHost)
    .replace(/\/$/, '')
  const tenant = element.text(call, 'tenant-id').split('/').at(-1)
  try {
    return await call.gateway.tokenKeys(`${endpoint}/${tenant}/v2.0/.well-known/openid-configuration`)
  } catch {
    throw refused(KEYS_UNAVAILABLE.reason, 'The signing keys of the tenant cannot be fetched.')
  }
}

// Tokens of both versions are accepted. An application's audience shows which version it asks for.
function v1Issuer(issuer: string) {
  const tenantId = new URL(issuer).pathname.split('/')[1] ?? ''
  return `https://sts.windows.net/${tenantId}/`
}

function list(call: Call, element: Element, name: string) {
  const holder = element.first(name)
  return [...(holder?.all('audience') ?? []), ...(holder?.all('application-id') ?? [])].map((item) =>
    item.content(call)
  )
}

function checkClient(payload: JWTPayload, allowed: string[]) {
  const client = payload.azp ?? payload.appid
  if (allowed.length === 0 || (typeof client === 'string' && allowed.includes(client))) return
  throw refused('TokenClaimValueNotAllowed', 'The client application is not allowed.')
}
