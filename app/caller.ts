import { type Static, Type } from '@sinclair/typebox'

/** Who calls: read once from a verified access token. */
export interface Caller {
  readonly objectId: string
  readonly tenantId: string
  readonly name: string | undefined
  readonly username: string | undefined
  /** The application that the caller uses. */
  readonly clientId: string | undefined
  /** The agent identity that the application is; undefined for any other application. */
  readonly agent: Agent | undefined
  /** Exact words of `scp`. */
  readonly scopes: ReadonlySet<string>
  /** An application by itself, with no signed-in user. */
  readonly isApp: boolean
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

/** An agent identity of Entra ID: https://learn.microsoft.com/entra/agent-id/agent-token-claims */
export interface Agent {
  /** It acts on behalf of a person, or with a user account of its own, or without any user. */
  readonly acts: 'for-user' | 'as-user' | 'alone'
  /** The application that it was made from. For the log: nothing is authorised by it. */
  readonly parentClientId: string | undefined
}

/** The scope that everything done for a user needs. */
export const userScope = 'access_as_user'

/** The claims that are read: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export const Claims = Type.Object({
  aud: Type.String(),
  iss: Type.String(),
  exp: Type.Integer(),
  iat: Type.Integer(),
  oid: Type.String(),
  tid: Type.String(),
  ver: Type.Union([Type.Literal('1.0'), Type.Literal('2.0')]),
  name: Type.Optional(Type.String()),
  preferred_username: Type.Optional(Type.String()),
  upn: Type.Optional(Type.String()),
  azp: Type.Optional(Type.String()),
  appid: Type.Optional(Type.String()),
  scp: Type.Optional(Type.String()),
  idtyp: Type.Optional(Type.String()),
  xms_act_fct: Type.Optional(Type.String()),
  xms_sub_fct: Type.Optional(Type.String()),
  xms_par_app_azp: Type.Optional(Type.String())
})
export type Claims = Static<typeof Claims>

/** Reads the caller from verified claims. */
export function toCaller(claims: Claims): Caller {
  // `idtyp` is an optional claim of Entra; without it, the missing `scp` tells.
  const isApp = claims.idtyp === 'app' || claims.scp === undefined
  return {
    objectId: claims.oid,
    tenantId: claims.tid,
    name: claims.name,
    username: claims.preferred_username ?? claims.upn,
    clientId: claims.azp ?? claims.appid,
    agent: toAgent(claims, isApp),
    scopes: new Set(claims.scp?.split(' ')),
    isApp,
    expiresAt: claims.exp
  }
}

/** The facets of the actor and of the subject are words in any order; those that are not known here say nothing. */
function toAgent(claims: Claims, isApp: boolean): Agent | undefined {
  const hasOwnAccount = wordsOf(claims.xms_sub_fct).includes('13')
  if (!hasOwnAccount && !wordsOf(claims.xms_act_fct).includes('11')) return undefined
  return {
    acts: isApp ? 'alone' : hasOwnAccount ? 'as-user' : 'for-user',
    parentClientId: claims.xms_par_app_azp
  }
}

function wordsOf(claim: string | undefined): string[] {
  return claim?.split(' ') ?? []
}
