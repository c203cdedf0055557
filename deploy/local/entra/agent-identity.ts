import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { type Account, agentIdentity as agent } from '../tenant.ts'
import { isDocumentUrl } from './client-document.ts'
import type { Directory } from './directory.ts'
import { apiAppClaims, apiUserClaims } from './token-claims.ts'

/** The parent of the agent identities, such as those of clients with a metadata document. */
const parentApplicationId = '3c6f1a92-0e84-4d7b-b5c3-92d8e7f1460a'

/** The application id of a client in tokens: the client's own, or that of the agent identity that stands for its document. */
export function applicationId(tenantId: string, clientId: string): string {
  return isDocumentUrl(clientId) ? agentIdentityId(tenantId, clientId) : clientId
}

/** The id of the agent identity that represents a metadata document in a tenant: one for each address, and always the same. */
export function agentIdentityId(tenantId: string, documentUrl: string): string {
  const hash = createHash('sha256').update(`${tenantId} ${documentUrl}`).digest()
  // The version and variant bits of RFC 9562, section 5.8.
  hash[6] = (Number(hash[6]) & 0x0f) | 0x80
  hash[8] = (Number(hash[8]) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-'
  )
}

/**
 * The claims that tell an agent identity which acts for a user. Facets other than 11 mean nothing here and come in any order.
 * https://learn.microsoft.com/entra/agent-id/agent-token-claims
 */
export function agentClaims(clientId: string) {
  if (!isDocumentUrl(clientId)) return undefined
  return actsFor
}

/** How an agent identity may call: for a person, as an account of its own, or as itself without a user. */
export type AgentKind = 'for-user' | 'own-account' | 'autonomous'

/** The claims of a token for the API that an agent identity gets. The account is the person's, or the agent's own. */
export function agentTokenClaims(
  directory: Directory,
  kind: AgentKind,
  { account, scopes }: { account: Account; scopes: string[] }
): JWTPayload {
  const client = { clientId: agent.clientId, proof: '2' as const }
  const [identifier] = directory.appIdUris
  const lifetime = directory.tokenLifetime()
  if (kind === 'autonomous') {
    const claims = apiAppClaims(directory, { ...agent, ...client, identifier }, lifetime)
    return { ...claims, ...actsFor, idtyp: 'app', xms_sub_fct: '9 3 11' }
  }
  const requested = { names: scopes, identifier }
  const claims = apiUserClaims(
    directory,
    { ...client, account, requested, acrs: [], capabilities: [] },
    lifetime
  )
  return { ...claims, ...actsFor, ...(kind === 'own-account' && { xms_sub_fct: '3 13' }) }
}

const actsFor = { idtyp: 'user', xms_act_fct: '9 3 11', xms_par_app_azp: parentApplicationId }
