import { randomBytes } from 'node:crypto'

/** What a refresh token stands for. */
export interface RefreshGrant {
  clientId: string
  accountId: string
  /** The scopes that were asked for, for a refresh that asks for none. */
  scope: string
  acrs: string[]
  capabilities: string[]
  /** When the person signed in, in seconds since 1970. */
  authTime: number
}

export type RefreshTokens = ReturnType<typeof createRefreshTokens>

const lifetime = 86_400

/**
 * Keeps refresh tokens in memory. Using one does not revoke it: the older ones work until they expire.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function createRefreshTokens() {
  const stored = new Map<string, { grant: RefreshGrant; until: number }>()

  return {
    issue(grant: RefreshGrant): string {
      sweep()
      const token = randomBytes(32).toString('base64url')
      stored.set(token, { grant, until: Date.now() + lifetime * 1000 })
      return token
    },
    find: (token: string) => stored.get(token)?.grant
  }

  /** All live equally long, so the oldest come first. */
  function sweep(): void {
    for (const [token, { until }] of stored) {
      if (until > Date.now()) return
      stored.delete(token)
    }
  }
}
