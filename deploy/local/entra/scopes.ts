import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { missing } from './form.ts'
import type { Resource, Scope } from './scope.ts'

export const graphAppId = '00000003-0000-0000-c000-000000000000'

const openIdScopes = new Set(['openid', 'profile', 'email', 'offline_access'])

/** The `scope` parameter of a token request: scopes of one resource. */
export interface RequestedScopes {
  resource: Resource
  /** How the request names the resource: an App ID URI or a client id; empty for short names, which are Graph's. */
  identifier: string
  /** Short names, as `scp` holds them. */
  names: string[]
  openId: Set<string>
  /** The `scope` of the answer. Entra repeats the words of the request, and caches of clients depend on it. */
  answer: string
}

/**
 * Reads the `scope` of a token request. `.default` is everything that the tenant has consented to. More than one resource
 * is AADSTS28000, which only an authorization request may name.
 */
export function readScopes(directory: Directory, scope: string): RequestedScopes {
  const { words, openId, asked } = parse(directory, scope)
  const [{ resource, identifier } = { resource: 'graph' as const, identifier: '' }] = asked

  if (asked.some((one) => one.resource !== resource)) {
    throw invalidScope(28000, 'The scope contains more than one resource.')
  }
  const everything = asked.some(({ name }) => name === '.default')
  if (everything && asked.length > 1) {
    throw invalidScope(70011, '.default cannot be combined with other scopes.')
  }
  const names = everything ? consented(directory, resource) : asked.map(({ name }) => name)
  const whole = (name: string) => (identifier ? `${identifier}/${name}` : name)
  return {
    resource,
    identifier,
    // An access token comes with every sign-in. Graph's smallest permission is for the person who only signs in.
    names: asked.length > 0 ? names : ['User.Read'],
    openId,
    answer: [...(everything ? names.map(whole) : []), ...words].join(' ')
  }
}

/** The part of an authorization request's scopes that its code is redeemed for without a `scope`: the first resource. */
export function firstResource(directory: Directory, scope: string): string {
  const { words, asked } = parse(directory, scope)
  const others = asked.filter(({ resource }) => resource !== asked[0]?.resource)
  return words.filter((word) => !others.some((other) => other.word === word)).join(' ')
}

/** Refuses an authorization request without scopes, or with one that does not exist. */
export function checkScopes(directory: Directory, clientId: string, scope: string): void {
  for (const { resource, name } of parse(directory, scope).asked) {
    if (name === '.default' || exists(directory, resource, name)) continue
    const id = resource === 'api' ? directory.clientId : graphAppId
    const own = resource === 'graph' && directory.apiScopes.includes(name)
    const advice = own
      ? ` Ask for ${directory.appIdUris[0]}/${name}: a short name is one of Microsoft Graph.`
      : ''
    throw new EntraError(
      'invalid_client',
      650053,
      `The application '${clientId}' asked for scope '${name}' that doesn't exist on the resource '${id}'. Contact the app vendor.${advice}`
    )
  }
}

/**
 * Refuses scopes that nobody has consented to. An administrator has consented to the API's scopes and to the Graph
 * permissions of the tools; `granted` are the scopes that the person consented to at sign-in.
 */
export function checkConsent(
  directory: Directory,
  clientId: string,
  requested: RequestedScopes,
  granted = 'openid'
): void {
  const { resource, names } = requested
  const asked = parse(directory, granted).asked.filter((one) => one.resource === resource)
  const given = [...consented(directory, resource), ...asked.map(({ name }) => name)]
  if (resource === 'graph') given.push('User.Read')
  if (names.length > 0 && names.every((name) => given.includes(name))) return
  const message = `The user or administrator has not consented to use the application with ID '${clientId}'. Send an interactive authorization request for this user and resource.`
  throw new EntraError('invalid_grant', 65001, message, { suberror: 'consent_required' })
}

/** The scopes of a request, of whichever resources. `.default` is everything that the tenant has consented to. */
export function namedScopes(directory: Directory, scope: string): Scope[] {
  return parse(directory, scope).asked.flatMap(({ resource, name }) =>
    (name === '.default' ? consented(directory, resource) : [name]).map((one) => ({ resource, name: one }))
  )
}

/** Whether any of the scopes is one of the API. */
export function asksForApi(directory: Directory, scope: string): boolean {
  return parse(directory, scope).asked.some(({ resource }) => resource === 'api')
}

export function isApi(directory: Directory, identifier: string): boolean {
  return identifier === directory.clientId || directory.appIdUris.includes(identifier)
}

/**
 * Refuses an RFC 8707 `resource` that is not, byte for byte, an App ID URI of the scopes' resource. A slash at its end or a
 * path below it is another URI. https://learn.microsoft.com/entra/agent-id/secure-mcp-server-with-entra-id
 */
export function checkResource(directory: Directory, resource: string, scopes?: { resource: Resource }): void {
  const { graphUrl } = directory.cloud
  const graph = resource === graphUrl || resource === `${graphUrl}/`
  const named = directory.appIdUris.includes(resource) ? 'api' : graph ? 'graph' : undefined
  if (named === undefined || (scopes && scopes.resource !== named)) {
    throw new EntraError(
      'invalid_target',
      9010010,
      `The resource parameter provided in the request doesn't match with the requested scopes. The App ID URIs of the API are ${directory.appIdUris.join(' and ')}.`
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

function parse(directory: Directory, scope: string) {
  const words = [...new Set(scope.split(' ').filter(Boolean))]
  if (words.length === 0) throw missing('scope')
  const openId = new Set(words.filter((word) => openIdScopes.has(word)))
  const asked = words.filter((word) => !openIdScopes.has(word)).map((word) => parseWord(directory, word))
  return { words, openId, asked }
}

function parseWord(directory: Directory, word: string) {
  const slash = word.lastIndexOf('/')
  const identifier = word.slice(0, Math.max(slash, 0))
  const resource = resourceOf(directory, identifier)
  const wanted = word.slice(slash + 1)
  const known = consented(directory, resource).find((name) => name.toLowerCase() === wanted.toLowerCase())
  return { word, resource, identifier, name: known ?? wanted }
}

function resourceOf(directory: Directory, identifier: string): Resource {
  const { graphUrl } = directory.cloud
  if (['', graphUrl, `${graphUrl}/`, graphAppId].includes(identifier)) return 'graph'
  if (isApi(directory, identifier)) return 'api'
  throw new EntraError(
    'invalid_resource',
    500011,
    `The resource principal named ${identifier} was not found in the tenant.`
  )
}

function consented({ apiScopes, graphScopes }: Directory, resource: Resource): string[] {
  return resource === 'api' ? apiScopes : graphScopes
}

/** Graph has hundreds of permissions. What looks like one counts as one: `Mail.Read`, `Files.ReadWrite.All`. */
function exists(directory: Directory, resource: Resource, name: string): boolean {
  return (
    consented(directory, resource).includes(name) || (resource === 'graph' && /^\w+(\.[\w-]+)+$/.test(name))
  )
}

function invalidScope(code: number, message: string): EntraError {
  return new EntraError('invalid_scope', code, message)
}
