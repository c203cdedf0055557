import { startEntra } from '../../deploy/local/entra/index.ts'
import { startGraph } from '../../deploy/local/graph/index.ts'
import { apiClientId, managedIdentity, tenant } from '../../deploy/local/tenant.ts'

/** The local Entra and Graph in a process of their own, with the secret that the service proves itself with. */
const entra = await startEntra({
  port: 0,
  tenantId: tenant.id,
  clientId: apiClientId,
  clientSecret: process.env.CLIENT_SECRET as string,
  graphScopes: ['User.Read'],
  appIdUris: [`api://${apiClientId}`],
  apiScopes: ['access_as_user'],
  identity: managedIdentity,
  redirectUris: [],
  clientRedirectUris: { publicClient: ['http://localhost'], web: [], spa: [] }
})
const graph = await startGraph({ port: 0, keysUrl: `${entra.url}/${tenant.id}/discovery/v2.0/keys` })
const { identityEndpoint, identityHeader } = entra
process.send?.({ entraUrl: entra.url, graphUrl: graph.url, identityEndpoint, identityHeader })
