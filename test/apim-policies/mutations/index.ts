import { api } from './api.ts'
import { exchange } from './exchange.ts'
import type { MutatedFile } from './mutation.ts'
import { metadataApi, operations, product, securityHeaders } from './others.ts'
import { problem } from './problem.ts'
import { trustedHeaders } from './trusted-headers.ts'

export const mutatedFiles: readonly MutatedFile[] = [
  api,
  metadataApi,
  product,
  ...operations,
  trustedHeaders,
  exchange,
  securityHeaders,
  problem
]
