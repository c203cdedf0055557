import type { IncomingMessage } from 'node:http'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'

export const instanceDiscoveryPath = '/common/discovery/instance'

/**
 * Answers the instance discovery, with which MSAL checks an authority and learns the other names of its host. This Entra
 * knows itself alone.
 */
export function instanceDiscovery({ url }: Directory, request: IncomingMessage) {
  const endpoint = new URL(request.url ?? '', url).searchParams.get('authorization_endpoint')
  const authority = /^(.*)\/oauth2(\/v2\.0)?\/authorize$/.exec(endpoint ?? '')
  if (!authority?.[1]?.startsWith(`${url}/`)) {
    const message = 'Unknown or invalid instance: authorization_endpoint must be one of this address.'
    throw new EntraError('invalid_instance', 50049, message)
  }
  const [, tenant, version = ''] = authority
  const { host } = new URL(url)
  return {
    tenant_discovery_endpoint: `${tenant}${version}/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }]
  }
}
