import { type Static, Type } from '@sinclair/typebox'

/** Who calls: read once from a verified access token. */
export interface Caller {
  readonly objectId: string
  readonly tenantId: string
  readonly name: string | undefined
  readonly username: string | undefined
  /** The application that the caller uses. */
  readonly clientId: string | undefined
  /** Exact words of `scp`. */
  readonly scopes: ReadonlySet<string>
  /** An application by itself, with no signed-in user. */
  readonly isApp: boolean
  /** Seconds since the epoch. */
  readonly expiresAt: number
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
  idtyp: Type.Optional(Type.String())
})
export type Claims = Static<typeof Claims>

/** Reads the caller from verified claims. */
export function toCaller(claims: Claims): Caller {
  return {
    objectId: claims.oid,
    tenantId: claims.tid,
    name: claims.name,
    username: claims.preferred_username ?? claims.upn,
    clientId: claims.azp ?? claims.appid,
    scopes: new Set(claims.scp?.split(' ')),
    // `idtyp` is an optional claim of Entra; without it, the missing `scp` tells.
    isApp: claims.idtyp === 'app' || claims.scp === undefined,
    expiresAt: claims.exp
  }
}
