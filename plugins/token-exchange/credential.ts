import type { NodeAuthOptions } from '@azure/msal-node'
import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { createAzureHttpClient } from '../../app/outbound/azure-http-client.ts'
import { Problem } from '../../app/problems/problem.ts'

/** How the service proves to Entra that it is the API: by its secret, or by the token of its managed identity. */
export async function credential(
  config: Config,
  dispatcher: Dispatcher
): Promise<Pick<NodeAuthOptions, 'clientSecret' | 'clientAssertion'>> {
  if (config.clientSecret) return { clientSecret: config.clientSecret }
  const { ManagedIdentityCredential } = await import('@azure/identity')
  const identity = new ManagedIdentityCredential({
    clientId: config.managedIdentityClientId as string,
    httpClient: await createAzureHttpClient(dispatcher),
    retryOptions: { maxRetries: 1 }
  })
  return {
    clientAssertion: async () => {
      try {
        return (await identity.getToken(`${config.exchangeAudience}/.default`)).token
      } catch (cause) {
        throw new Problem(isRefused(cause) ? 'exchange_misconfigured' : 'identity_unavailable', { cause })
      }
    }
  }
}

/** The identity endpoint answered that there is no such identity, or that it may not be used here. */
function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'status' in cause && [400, 401, 403].includes(Number(cause.status))
}
