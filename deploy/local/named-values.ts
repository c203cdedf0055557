import type { Config } from '../../app/config.ts'
import { tools as registry } from '../../app/tools/index.ts'
import { signInScopes, type Tool } from '../../app/tools/tool.ts'
import { managedIdentity } from './tenant.ts'

/** The named values of the policies, with the names that `deploy/azure` gives them. */
export function namedValuesOf(
  config: Config,
  clientSecret: string | undefined,
  tools: readonly Tool[] = registry
): Record<string, string> {
  return {
    'tenant-id': config.tenantId,
    'client-id': config.clientId,
    'app-id-uri': config.appIdUri,
    'authority-host': new URL(config.authority).origin,
    'graph-url': config.graphUrl,
    'exchange-audience': config.exchangeAudience,
    'public-url': config.publicUrl,
    'allowed-clients': [...config.allowedClients].join(',') || 'any',
    agents: config.agents,
    'sign-in-scopes': signInScopes(config, tools).map(config.scopeUri).join(' '),
    'managed-identity-client-id': managedIdentity.clientId,
    'exchange-credential': clientSecret ? 'secret' : 'managed-identity',
    'client-secret': clientSecret ?? 'unused',
    'calls-per-minute': '300',
    'calls-per-day': '20000'
  }
}
