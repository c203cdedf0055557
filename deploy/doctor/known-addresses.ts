/** The sign-in of Entra ID in the public cloud and the national ones. */
const entraHosts = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login-us.microsoftonline.com',
  'login.microsoftonline.de',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
  'login.usgovcloudapi.net',
  'login.sovcloud-identity.fr',
  'login.sovcloud-identity.de',
  'login.sovcloud-identity.sg',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net'
])

export interface KnownAddresses {
  /** Whether the host is the deployment's own or one of Entra ID. A deployment on this machine may also name this machine. */
  isKnownHost(address: string): boolean
  /** Whether the doctor may call the address: its host is known, and it has no query or user that could carry data away. */
  mayCall(address: string): boolean
}

/** The addresses that a deployment may lead the doctor to, whatever its answers name. */
export function createKnownAddresses({
  url,
  serviceUrl = url
}: {
  url: string
  serviceUrl?: string
}): KnownAddresses {
  const own = [url, serviceUrl].map((address) => new URL(address).origin)
  const isLocal = isLoopback(new URL(url).hostname)

  return { isKnownHost, mayCall }

  function isKnownHost(address: string): boolean {
    if (!URL.canParse(address)) return false
    const { origin, protocol, host, hostname } = new URL(address)
    if (own.includes(origin)) return true
    if (protocol === 'https:' && entraHosts.has(host)) return true
    return isLocal && isLoopback(hostname) && /^https?:$/.test(protocol)
  }

  function mayCall(address: string): boolean {
    if (!isKnownHost(address)) return false
    const { username, password, search, hash } = new URL(address)
    return !(username || password || search || hash)
  }
}

export function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
