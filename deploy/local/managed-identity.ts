import type { Entra } from './entra/index.ts'

/** Creates the function that asks the local Entra for managed identity tokens. In Azure the gateway's host does this. */
export function managedIdentityOf({
  identityEndpoint,
  identityHeader
}: Pick<Entra, 'identityEndpoint' | 'identityHeader'>) {
  return async (resource: string, clientId: string | undefined, signal: AbortSignal): Promise<string> => {
    const query = new URLSearchParams({
      'api-version': '2019-08-01',
      resource,
      ...(clientId && { client_id: clientId })
    })
    const headers = { 'x-identity-header': identityHeader }
    const response = await fetch(`${identityEndpoint}?${query}`, { headers, signal })
    if (!response.ok) throw new Error(`The identity endpoint of the local Entra answered ${response.status}.`)
    const { access_token } = (await response.json()) as { access_token?: string }
    if (!access_token) throw new Error('The identity endpoint of the local Entra answered without a token.')
    return access_token
  }
}
