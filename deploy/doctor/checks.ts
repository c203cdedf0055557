import { browsers } from './browsers.ts'
import { calls } from './calls.ts'
import { challenge } from './challenge.ts'
import type { Group } from './check.ts'
import { gatewayOnly } from './gateway-only.ts'
import { metadata } from './metadata.ts'
import { reachability } from './reachability.ts'
import { secondAddress } from './second-address.ts'
import { signIn } from './sign-in.ts'
import { token } from './token.ts'

/** Every check, in the order in which they run. */
export const groups: readonly Group[] = [
  { title: 'Address', checks: reachability },
  { title: 'Challenge', checks: challenge },
  { title: 'Metadata', checks: metadata },
  { title: 'Sign-in', checks: signIn },
  { title: 'Second address', checks: secondAddress },
  { title: 'Browsers', checks: browsers },
  { title: 'Service', checks: gatewayOnly },
  { title: 'Token', checks: token },
  { title: 'Calls', checks: calls }
]
