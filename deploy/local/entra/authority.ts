import { tenant, vsCodeClientId } from '../tenant.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'

/** The first segment of an endpoint's path: this tenant, or one of the names for any tenant. */
export type Authority = 'tenant' | 'organizations' | 'common'

/** Reads the first segment of a path. Throws AADSTS90002 for a tenant that does not exist. */
export function readAuthority({ tenantId }: Directory, name: string): Authority {
  const wanted = name.toLowerCase()
  if (wanted === 'organizations' || wanted === 'common') return wanted
  if (wanted === tenantId || wanted === tenant.domain) return 'tenant'
  throw new EntraError(
    'invalid_tenant',
    90002,
    `Tenant '${name}' not found. Use ${tenant.id} or ${tenant.domain}.`
  )
}

/** Refuses an application of this tenant alone where any tenant signs in. Visual Studio Code's serves every tenant. */
export function checkAuthority(authority: Authority, clientId: string): void {
  if (authority === 'tenant' || clientId === vsCodeClientId) return
  throw new EntraError(
    'invalid_request',
    50194,
    `Application '${clientId}' is not configured as a multi-tenant application. Usage of the /${authority} endpoint is not supported for such applications. Use the endpoint of the tenant ${tenant.id}.`
  )
}
