import type { Chain } from '../../../chain.ts'

/** How many tokens the gateway has asked the token endpoint for, sign-ins aside. */
export function countExchanges({ entra }: Chain): () => number {
  const before = asked()
  return () => asked() - before

  function asked() {
    return entra.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/token')).length
  }
}

/** The token endpoint, where exchanges fail. */
export const tokenEndpoint = /^POST .*\/oauth2\/v2\.0\/token$/

/** A call of a tool without input. */
export function toolCall(token: string): RequestInit {
  return {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}'
  }
}
