import { randomUUID } from 'node:crypto'
import { tools } from '../../app/tools/index.ts'
import type { EntraOptions } from '../local/entra/index.ts'
import { graphAppId } from '../local/entra/scopes.ts'
import { apiClientId, nativeClientId } from '../local/tenant.ts'

export type Properties = Record<string, unknown>
type Made = Properties & { id: string }

interface Application extends Properties {
  id: string
  appId: string
  uniqueName: string
  identifierUris?: string[]
  publicClient?: { redirectUris?: string[] }
  web?: { redirectUris?: string[] }
  spa?: { redirectUris?: string[] }
  api?: {
    requestedAccessTokenVersion?: number
    oauth2PermissionScopes?: { id: string; value: string; isEnabled: boolean }[]
    preAuthorizedApplications?: { appId: string; delegatedPermissionIds: string[] }[]
  }
}

/** What the local Entra is started with, besides addresses. */
export type Registration = Pick<
  EntraOptions,
  | 'clientId'
  | 'appIdUris'
  | 'apiScopes'
  | 'graphScopes'
  | 'redirectUris'
  | 'clientRedirectUris'
  | 'assignmentRequired'
  | 'accessTokenVersion'
  | 'federatedSubject'
>

/** The issuer and the audience of the tokens of managed identities. */
interface Trust {
  issuer: string
  audience: string
}

/** A tenant in which the Graph extension of Bicep makes its resources. */
export interface Directory {
  make(type: string, properties: Properties, existing: boolean): Made
  /** Makes a registration with nothing but its client id, as an administrator does. */
  register(appId: string): void
  /** Does what a command of the Azure CLI asks of Microsoft Graph. */
  apply(request: GraphRequest): void
  /** The one application that has scopes, with all that other resources say of it. */
  registration(trusted: Trust): Registration
}

/** `path` follows the version in the address; that of a consent for everybody is the client id alone. */
export interface GraphRequest {
  method: string
  path: string
  body: Properties
}

export function createDirectory(): Directory {
  const objects: { type: string; made: Made }[] = []

  return { make, register, apply, registration }

  function register(appId: string): void {
    objects.push({ type: 'applications', made: { id: randomUUID(), appId, uniqueName: appId } })
  }

  function apply({ method, path, body }: GraphRequest): void {
    const [, type = '', appId, name] =
      /^(applications|servicePrincipals|consents)\(appId='([^']+)'\)(?:\/federatedIdentityCredentials\(name='(\w+)'\))?$/.exec(
        path
      ) ?? []
    const known = ofType(type).find((object) => object.appId === appId)
    if (method !== 'PATCH' || !appId)
      throw new Error(`The rehearsal's Graph does not know ${method} ${path}.`)
    if (type === 'consents') consentFor(appId)
    else if (name)
      make('applications/federatedIdentityCredentials', { ...body, name: `${appId}/${name}` }, false)
    else if (known) Object.assign(known, body, { api: { ...(known.api ?? {}), ...(body.api ?? {}) } })
    else if (type === 'servicePrincipals') make(type, { ...body, appId }, false)
    else throw new Error(`There is no registration ${appId}.`)
  }

  /** Consents for everybody to what an application asks of Microsoft Graph. */
  function consentFor(appId: string): void {
    const asked = ofType('applications').find((object) => object.appId === appId)?.requiredResourceAccess as {
      resourceAccess: { id: string }[]
    }[]
    const scope = asked.flatMap(({ resourceAccess }) => resourceAccess.map(({ id }) => id)).join(' ')
    const [principal] = ofType('servicePrincipals').filter((object) => object.appId === appId)
    make('oauth2PermissionGrants', { clientId: principal?.id, consentType: 'AllPrincipals', scope }, false)
  }

  function make(versioned: string, properties: Properties, existing: boolean): Made {
    const [type = ''] = versioned.replace('Microsoft.Graph/', '').split('@')
    if (existing && properties.appId !== graphAppId)
      throw new Error(`The template refers to ${JSON.stringify(properties)}, which no tenant has.`)
    const made = { ...properties, ...given(type, properties) } as Made
    objects.push({ type, made })
    return made
  }

  /** The properties that Entra itself decides. */
  function given(type: string, properties: Properties): Properties {
    const id = randomUUID()
    if (type === 'applications') return { id, appId: 'api' in properties ? apiClientId : nativeClientId }
    if (properties.appId === graphAppId) return { id, oauth2PermissionScopes: graphPermissions() }
    return { id }
  }

  function registration(trusted: Trust): Registration {
    const applications = ofType('applications') as Application[]
    const api = one(
      applications,
      ({ api }) => (api?.oauth2PermissionScopes ?? []).length > 0,
      'application with scopes'
    )
    const clients = applications.filter(({ publicClient }) => publicClient)
    const scopes = api.api?.oauth2PermissionScopes?.filter(({ isEnabled }) => isEnabled) ?? []
    const [principal] = principalsOf(api)
    const credential = ofType('applications/federatedIdentityCredentials').find(({ name }) =>
      String(name).startsWith(`${api.uniqueName}/`)
    )
    return {
      clientId: api.appId,
      appIdUris: (api.identifierUris ?? []) as [string, ...string[]],
      apiScopes: scopes.map(({ value }) => value),
      graphScopes: consentedBy(principal),
      redirectUris: api.spa?.redirectUris ?? [],
      clientRedirectUris: {
        publicClient: clients.flatMap(({ publicClient }) => publicClient?.redirectUris ?? []),
        web: clients.flatMap(({ web }) => web?.redirectUris ?? []),
        spa: clients.flatMap(({ spa }) => spa?.redirectUris ?? [])
      },
      assignmentRequired: principal?.appRoleAssignmentRequired === true,
      accessTokenVersion: api.api?.requestedAccessTokenVersion === 2 ? 2 : 1,
      federatedSubject: trustedBy(credential, trusted)
    }
  }

  function principalsOf({ appId }: Application): Made[] {
    return ofType('servicePrincipals').filter((principal) => principal.appId === appId)
  }

  /** The Graph permissions that somebody has consented to for everybody. */
  function consentedBy(principal: Made | undefined): string[] {
    const grants = ofType('oauth2PermissionGrants').filter(
      ({ clientId, consentType }) => clientId === principal?.id && consentType === 'AllPrincipals'
    )
    return grants.flatMap(({ scope }) => String(scope).split(' '))
  }

  function ofType(type: string): Made[] {
    return objects.filter((object) => object.type === type).map(({ made }) => made)
  }
}

/** The subject of a credential that trusts managed identities of this tenant; any other trusts nobody here. */
function trustedBy(credential: Made | undefined, { issuer, audience }: Trust): string {
  const audiences = (credential?.audiences ?? []) as string[]
  return audiences.includes(audience) && credential?.issuer === issuer
    ? String(credential?.subject)
    : 'nobody'
}

function graphPermissions(): { id: string; value: string }[] {
  const names = new Set(tools.flatMap(({ graphScopes = [] }) => graphScopes))
  return [...names].map((value) => ({ id: randomUUID(), value }))
}

function one<T>(all: T[], matches: (one: T) => boolean, what: string): T {
  const [found, ...more] = all.filter(matches)
  if (!found || more.length > 0)
    throw new Error(`The template makes ${more.length + (found ? 1 : 0)} ${what}, not one.`)
  return found
}
