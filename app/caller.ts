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
