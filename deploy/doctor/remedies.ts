import type { ProblemCode } from '../../app/problems/codes.ts'

const cures: Partial<Record<ProblemCode, string>> = {
  token_missing: 'A proxy drops the Authorization header: let it pass.',
  token_invalid:
    'The audience, the issuer, the tenant, the version or the signature does not fit; see the checks of the token. Compare TENANT_ID, CLIENT_ID and APP_ID_URI of the Container App with the named values tenant-id, client-id and app-id-uri.',
  token_expired: 'Sign in again.',
  claims_required:
    'Sign in again with these claims: Conditional Access asks for more, such as a second factor or a compliant device. MCP clients do this by themselves if they understand the challenge.',
  scope_insufficient: 'Ask for the scopes of the challenge, and give the client those permissions.',
  user_required: 'Sign in as a user, not with client credentials.',
  client_refused:
    'Add the client id of the token (azp, or appid) to ALLOWED_CLIENTS, or set AGENTS to allow if it is an agent: with azd, or in the service and in the named values allowed-clients and agents.',
  consent_required:
    'An administrator grants the app registration of this API its permissions for Microsoft Graph.',
  sign_in_refused:
    'An administrator assigns the user to the application, or looks for the policy that blocks the sign-in: the Conditional Access tab of the sign-in log names it.',
  graph_forbidden:
    'Graph refuses this user: look for a missing licence or mailbox, a Conditional Access policy on Graph, or a blocked account.',
  exchange_misconfigured:
    'Find the AADSTS number in the sign-in log of Entra ID: the request id is its correlation id. Check the federated credential (issuer, subject, audience api://AzureADTokenExchange), the client secret if one is used, and the permissions of the app registration.',
  identity_unavailable:
    'Check that API Management has its managed identity and that managed-identity-client-id names it, then whether Entra ID has an outage.',
  graph_refused:
    'Find graphError in the log line of the requestId: it is the error code of Graph. The request of the service has a fault, or the tenant lacks what it asks for.',
  graph_unavailable:
    'Try again after the seconds in Retry-After: Graph throttles this user, or does not answer.',
  rate_limited: 'Wait a minute, or raise calls-per-minute or TOOL_CALLS_PER_MINUTE.',
  overloaded: 'Look at the replicas of the Container App: none is ready, or all are busy.',
  origin_refused: 'Add the origin to CORS_ORIGINS, and call the service by its public name.',
  gateway_required:
    'API Management does not prove itself: GATEWAY_PRINCIPAL_ID must be the object id of the identity that managed-identity-client-id names.',
  not_found: 'Import deploy/azure/openapi.json again: API Management does not know the operation.'
}

/** What the operator of a deployment does about an error code. */
export const remedies: ReadonlyMap<string, string> = new Map(Object.entries(cures))
