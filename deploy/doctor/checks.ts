import { browsers } from './browsers.ts'
import { calls } from './calls.ts'
import { challenge } from './challenge.ts'
import type { Group } from './check.ts'
import { clients } from './clients.ts'
import { gatewayOnly } from './gateway-only.ts'
import { metadata } from './metadata.ts'
import { ownServer } from './own-server.ts'
import { reachability } from './reachability.ts'
import { signIn } from './sign-in.ts'
import { token } from './token.ts'

/** Every check, in the order in which they run. */
export const groups: readonly Group[] = [
  { title: 'Address', checks: reachability },
  { title: 'Challenge', checks: challenge },
  { title: 'Metadata', checks: metadata },
  { title: 'Sign-in', checks: signIn },
  { title: 'Clients', checks: clients },
  { title: 'The second address, /oauth/mcp', checks: ownServer },
  { title: 'Browsers', checks: browsers },
  { title: 'Service', checks: gatewayOnly },
  { title: 'Token', checks: token },
  { title: 'Calls', checks: calls }
]
