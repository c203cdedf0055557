import type { Configuration, INetworkModule } from '@azure/msal-node'

/** A configuration of MSAL for the local Entra at `base`. MSAL refuses http authorities, so it is told https and sent to http. */
export async function msalOver(base: string, auth: Partial<Configuration['auth']>) {
  const authorityMetadata = await (await fetch(`${base}/v2.0/.well-known/openid-configuration`)).text()
  const authority = base.replace('http:', 'https:')
  const knownAuthorities = [new URL(base).host]
  return {
    auth: { clientId: '', authority, knownAuthorities, authorityMetadata, ...auth },
    system: { networkClient }
  }
}

const networkClient = {
  sendGetRequestAsync: (url: string, { headers = {} } = {}) => send(url, { headers }),
  sendPostRequestAsync: (url: string, { headers = {}, body = '' } = {}) =>
    send(url, { method: 'POST', headers, body })
} as INetworkModule

async function send(url: string, init: RequestInit) {
  const response = await fetch(url.replace('https:', 'http:'), init)
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.json()
  }
}
