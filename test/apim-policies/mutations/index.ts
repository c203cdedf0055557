import { caller } from './caller.ts'
import { cors } from './cors.ts'
import { exchange } from './exchange.ts'
import { exchangeOutcome } from './exchange-outcome.ts'
import { forwarding } from './forwarding.ts'
import { metadataApi } from './metadata-api.ts'
import type { MutatedFile } from './mutation.ts'
import { oauth } from './oauth.ts'
import { operations } from './operations.ts'
import { problem } from './problem.ts'
import { dailyQuota, product } from './product.ts'
import { securityHeaders } from './security-headers.ts'
import { tokenCache } from './token-cache.ts'
import { trustedHeaders } from './trusted-headers.ts'

/** Every element of the policies that something depends on, removed or weakened one at a time. */
export const mutatedFiles: readonly MutatedFile[] = [
  cors,
  caller,
  tokenCache,
  forwarding,
  metadataApi,
  product,
  dailyQuota,
  ...operations,
  ...oauth,
  trustedHeaders,
  exchange,
  exchangeOutcome,
  securityHeaders,
  problem
]
