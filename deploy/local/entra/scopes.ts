import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'

export const graphUri = 'https://graph.microsoft.com'

/** The delegated Graph permissions that an administrator of the tenant has consented to. */
export const graphScopes = [
  'User.Read',
  'User.ReadBasic.All',
  'User.Read.All',
  'People.Read',
  'Mail.ReadBasic',
  'Mail.Read',
  'Calendars.ReadBasic',
  'Calendars.Read',
  'Files.Read',
  'Files.Read.All'
]

const openIdScopes = new Set(['openid', 'profile', 'email', 'offline_access'])

export interface RequestedScopes {
  resource: 'api' | 'graph'
  /** Short names, as `scp` holds them. */
  names: string[]
  openId: Set<string>
}

/** Reads a v2.0 `scope` parameter. Short names are Graph's, `.default` means all, and a request names one resource. */
export function readScopes(directory: Directory, scope: string): RequestedScopes {
  const words = [...new Set(scope.split(' ').filter(Boolean))]
  const openId = new Set(words.filter((word) => openIdScopes.has(word)))
  const asked = words.filter((word) => !openIdScopes.has(word)).map((word) => readScope(directory, word))

  const resource = asked[0]?.resource ?? 'graph'
  if (asked.some((one) => one.resource !== resource)) {
    throw invalidScope(28000, 'The scope contains more than one resource.')
  }

  const known = resource === 'api' ? directory.apiScopes : graphScopes
  const names = asked.map(({ name }) => name)
  if (names.length === 0) return { resource, names: ['User.Read'], openId }
  if (names.includes('.default')) {
    if (names.length > 1) throw invalidScope(70011, '.default cannot be combined with other scopes.')
    return { resource, names: [...known], openId }
  }
  return { resource, names: names.map((name) => knownName(known, name)), openId }
}

export function resourceUri(directory: Directory, resource: RequestedScopes['resource']): string {
  return resource === 'api' ? directory.appIdUri : graphUri
}

export function isApi(directory: Directory, identifier: string): boolean {
  const { appIdUri, clientId } = directory
  return [appIdUri, `api://${clientId}`, clientId].includes(identifier)
}

export function isGraph(identifier: string): boolean {
  return [graphUri, `${graphUri}/`, '00000003-0000-0000-c000-000000000000'].includes(identifier)
}

/** Refuses an RFC 8707 `resource` that is neither the resource of the scopes nor an address below its App ID URI. */
export function checkResource(directory: Directory, resource: string, scopes?: RequestedScopes): void {
  const bare = resource.replace(/\/$/, '')
  const api = isApi(directory, bare) || bare.startsWith(`${directory.appIdUri}/`)
  const named = api ? 'api' : isGraph(bare) ? 'graph' : undefined
  if (named === undefined || (scopes && scopes.resource !== named)) {
    throw new EntraError(
      'invalid_target',
      9010010,
      "The resource parameter provided in the request doesn't match with the requested scopes."
    )
  }
}

/** Refuses an application that asks for a token for itself by anything but its client id (AADSTS90009). */
export function checkSelf(directory: Directory, clientId: string | null, scope: string): void {
  if (clientId !== directory.clientId) return
  for (const word of scope.split(' ')) {
    const identifier = word.slice(0, word.lastIndexOf('/'))
    if (identifier !== clientId && isApi(directory, identifier)) {
      throw new EntraError(
        'invalid_resource',
        90009,
        `Application '${clientId}' is requesting a token for itself. This is supported only by its GUID.`
      )
    }
  }
}

function readScope(directory: Directory, word: string): { resource: 'api' | 'graph'; name: string } {
  const slash = word.lastIndexOf('/')
  if (slash < 0) return { resource: 'graph', name: word }
  const identifier = word.slice(0, slash)
  const name = word.slice(slash + 1)
  if (isApi(directory, identifier)) return { resource: 'api', name }
  if (isGraph(identifier)) return { resource: 'graph', name }
  throw new EntraError(
    'invalid_resource',
    500011,
    `The resource principal named ${identifier} was not found in the tenant.`
  )
}

function knownName(known: string[], name: string): string {
  const found = known.find((one) => one.toLowerCase() === name.toLowerCase())
  if (!found)
    throw invalidScope(70011, `The provided value for the input parameter 'scope' is not valid: ${name}.`)
  return found
}

function invalidScope(code: number, message: string): EntraError {
  return new EntraError('invalid_scope', code, message)
}
