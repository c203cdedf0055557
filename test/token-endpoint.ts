import type { Chain } from './chain.ts'

/** The path of the local Entra's token endpoint, as faults and recorded requests name it. */
export const tokenEndpoint = /^POST .*\/oauth2\/v2\.0\/token/

/** How often the token endpoint has been asked so far, sign-ins of the test included. */
export function exchanges({ entra }: Pick<Chain, 'entra'>): number {
  return entra.requests.filter(({ method, path }) => tokenEndpoint.test(`${method} ${path}`)).length
}

/** Counts from now on how often the token endpoint is asked. */
export function countExchanges(chain: Pick<Chain, 'entra'>): () => number {
  const before = exchanges(chain)
  return () => exchanges(chain) - before
}
