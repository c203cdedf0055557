import { userScope } from '../../app/caller.ts'
import { type Answer, type Ask, createAsk } from './ask.ts'
import { type Claims, readClaims } from './claims.ts'
import { forgedToken } from './forged-token.ts'
import { createKnownAddresses, type KnownAddresses } from './known-addresses.ts'
import { initialize } from './mcp-requests.ts'

export interface SubjectOptions {
  /** The public address of the API, without a slash at its end. */
  url: string
  /** A user's access token; it is sent to `url` alone and never shown. */
  token?: string
  /** The API's own client id, which its answers do not always hold. */
  clientId?: string
  /** The client id that MCP clients sign in with. */
  mcpClientId?: string
  /** The origin of a page that must be able to call. */
  origin?: string
  /** The address of the service behind the gateway. */
  serviceUrl?: string
  /** Milliseconds for each call; 10 s unless given. */
  timeLimit?: number
}

/** The second address of the MCP endpoint, and the authorization server of our own that it names. */
export interface OwnServer {
  resource: string
  /** Where RFC 9728 §3.1 puts the metadata of that address. */
  resourceMetadataUrl: string
  issuer: string
  /** Where RFC 8414 §3.1 puts the metadata of the authorization server. */
  metadataUrl: string
  /** POST to the address, without a token. */
  challenge(): Promise<Answer>
  resourceMetadata(): Promise<Answer>
  metadata(): Promise<Answer>
}

/** The deployment under examination. Each answer is fetched once, when a check first needs it. */
export interface Subject extends SubjectOptions, Pick<KnownAddresses, 'isKnownHost'> {
  /** The MCP endpoint, which is the OAuth resource. */
  resource: string
  /** Where RFC 9728 §3.1 puts the metadata of the resource. */
  metadataUrl: string
  ask: Ask
  own: OwnServer
  /** Calls a path of the API with the token. */
  askAsUser(path: string, init?: RequestInit): Promise<Answer>
  claims: Claims | undefined
  status(): Promise<Answer>
  metadata(): Promise<Answer>
  /** The first authorization server of the metadata. */
  authorizationServer(): Promise<string | undefined>
  signIn(): Promise<Answer | undefined>
  /** The full name of `access_as_user`, from the metadata or else the challenge. */
  scope(): Promise<string | undefined>
  /** POST /mcp without a token. */
  challenge(): Promise<Answer>
  /** POST /mcp with a forged token. */
  forged(): Promise<Answer>
  /** The first request of an MCP client, with the token. */
  initialized(): Promise<Answer>
  statusAsUser(): Promise<Answer>
}

export function createSubject(options: SubjectOptions): Subject {
  const { url, token } = options
  const { isKnownHost, mayCall } = createKnownAddresses(options)
  const ask = createAsk({ timeLimit: options.timeLimit ?? 10_000, mayCall })
  const metadataUrl = wellKnown('oauth-protected-resource', `${url}/mcp`)
  const subject: Subject = {
    ...options,
    resource: `${url}/mcp`,
    metadataUrl,
    isKnownHost,
    ask,
    own: ownServer(url, ask),
    askAsUser: (path, init = {}) =>
      ask(url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
    claims: token ? readClaims(token) : undefined,
    status: once(() => ask(`${url}/status`)),
    metadata: once(() => ask(metadataUrl)),
    authorizationServer: once(async () => strings((await subject.metadata()).json.authorization_servers)[0]),
    signIn: once(async () => {
      const server = await subject.authorizationServer()
      return server ? ask(`${server}/.well-known/openid-configuration`) : undefined
    }),
    scope: once(async () => {
      const published = strings((await subject.metadata()).json.scopes_supported)
      return published.find((scope) => scope.endsWith(`/${userScope}`))
    }),
    challenge: once(() => ask(`${url}/mcp`, { method: 'POST' })),
    forged: once(() =>
      ask(`${url}/mcp`, { method: 'POST', headers: { authorization: `Bearer ${forgedToken()}` } })
    ),
    initialized: once(() => subject.askAsUser('/mcp', initialize())),
    statusAsUser: once(() => subject.askAsUser('/status'))
  }
  return subject
}

function ownServer(url: string, ask: Ask): OwnServer {
  const issuer = `${url}/oauth`
  const resource = `${issuer}/mcp`
  const resourceMetadataUrl = wellKnown('oauth-protected-resource', resource)
  const metadataUrl = wellKnown('oauth-authorization-server', issuer)
  return {
    resource,
    resourceMetadataUrl,
    issuer,
    metadataUrl,
    challenge: once(() => ask(resource, { method: 'POST' })),
    resourceMetadata: once(() => ask(resourceMetadataUrl)),
    metadata: once(() => ask(metadataUrl))
  }
}

/** The well-known address of something, between its host and its path. */
function wellKnown(name: string, address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}/.well-known/${name}${pathname}`
}

/** The strings of a value that should be a list of strings. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
