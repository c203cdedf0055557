import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { faultOf } from './fault-of.ts'
import type { FuzzRequest } from './fuzz-request.ts'
import { fuzzRequest } from './generate/requests.ts'
import { startTargets, type Targets } from './targets.ts'

/** Requests that failed once. */
const corpus: FuzzRequest[] = JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8'))

/** After how many requests everybody is asked again who they are. */
const period = 1000

export interface Found {
  fault: string
  /** The smallest request that shows it; to be kept in `corpus.json`. */
  request: FuzzRequest
}

interface FuzzOptions {
  seed: number
  count: number
  /** Hears after every thousand requests how many have been sent. */
  onPeriod?: (sent: number) => void
}

/**
 * Sends the corpus and so many generated requests, and gives the first fault. The same seed makes the same requests. Every
 * request must be answered in peace: see `faultOf`; and nothing that one says may change what others hear.
 */
export async function fuzz({ seed, count, onPeriod = () => {} }: FuzzOptions): Promise<Found | undefined> {
  const crashes: unknown[] = []
  const crashed = (error: unknown) => crashes.push(error)
  process.on('uncaughtException', crashed).on('unhandledRejection', crashed)
  const targets = await startTargets()
  try {
    let sent = 0
    const property = fc.asyncProperty(fuzzRequest, async (request) => {
      const ends = ++sent % period === 0
      if (ends) onPeriod(sent)
      const fault = await tryOut(request, targets, ends)
      if (fault || crashes.length) throw new Error(fault ?? `a crash: ${crashes.splice(0)}`)
    })
    const { failed, counterexample, errorInstance } = await fc.check(property, {
      seed,
      numRuns: corpus.length + count,
      examples: corpus.map((request): [FuzzRequest] => [request])
    })
    const request = counterexample?.[0]
    if (failed && request) return { fault: String(errorInstance), request }
  } finally {
    await targets.close()
    process.off('uncaughtException', crashed).off('unhandledRejection', crashed)
  }
}

async function tryOut(
  request: FuzzRequest,
  targets: Targets,
  looksAround: boolean
): Promise<string | undefined> {
  const fault = faultOf(request, await targets.send(request), targets.private)
  if (fault || !looksAround || (await targets.isUnchanged())) return fault
  return 'one of the last requests changed what others are answered'
}
