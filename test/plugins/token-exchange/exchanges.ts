import type { Chain } from '../../chain.ts'

/** The path of the token endpoint, as the faults see it. */
export const tokenEndpoint = /^POST .*\/oauth2\/v2\.0\/token/

/** How often the token endpoint has been asked so far, sign-ins of the test included. */
export function exchanges({ entra }: Pick<Chain, 'entra'>): number {
  return entra.requests.filter(({ method, path }) => tokenEndpoint.test(`${method} ${path}`)).length
}
