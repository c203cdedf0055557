import { clientSecret } from '../gate.ts'
import { accessChecks } from './access.ts'
import { answerChecks } from './answers.ts'
import type { Check, Checks } from './check.ts'
import { agentChecks, allowedClientChecks, allowedClients, noAgentChecks, noAgents } from './clients.ts'
import { corsChecks } from './cors.ts'
import { exchangeChecks, secretChecks } from './exchange.ts'
import { headerChecks } from './headers.ts'
import { limitChecks, limits, quota, quotaChecks } from './limits.ts'
import { metadataChecks } from './metadata.ts'
import { oauthChecks, oauthLimitChecks, oauthNameChecks, otherAddress } from './oauth.ts'
import { tokenCacheChecks } from './token-cache.ts'
import { tokenChecks } from './tokens.ts'

export interface Suite {
  /** What differs from the usual named values. */
  namedValues: Record<string, string>
  checks: Checks
}

/** All checks of the policies, by the named values that they need. */
export const suites: Suite[] = [
  {
    namedValues: {},
    checks: {
      ...accessChecks,
      ...tokenChecks,
      ...agentChecks,
      ...headerChecks,
      ...exchangeChecks,
      ...tokenCacheChecks,
      ...answerChecks,
      ...corsChecks,
      ...metadataChecks,
      ...oauthChecks
    }
  },
  { namedValues: { 'exchange-credential': 'secret', 'client-secret': clientSecret }, checks: secretChecks },
  { namedValues: otherAddress, checks: oauthNameChecks },
  { namedValues: allowedClients, checks: allowedClientChecks },
  { namedValues: noAgents, checks: noAgentChecks },
  { namedValues: limits, checks: { ...limitChecks, ...oauthLimitChecks } },
  { namedValues: quota, checks: quotaChecks }
]

export function checkNamed(name: string): { check: Check; suite: Suite } {
  for (const suite of suites) {
    const check = suite.checks[name]
    if (check) return { check, suite }
  }
  throw new Error(`there is no check "${name}"`)
}
