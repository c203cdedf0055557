import type { ChildProcess } from 'node:child_process'
import autocannon from 'autocannon'
import { processorMicroseconds, residentMegabytes } from './processes.ts'

export interface Measure {
  /** Requests per second. */
  rate: number
  /** Milliseconds within which half of the answers come. */
  p50: number
  /** Milliseconds within which all but one of a hundred come. */
  p99: number
  /** Processor time a request. */
  microseconds: number
  /** Resident, right after the load. */
  megabytes: number
}

/** Loads one address of a process for some seconds. */
export async function measure(
  { process, url }: { process: ChildProcess; url: string },
  seconds: number,
  options: object
): Promise<Measure> {
  const before = await processorMicroseconds(process)
  const { requests, duration, latency } = await load(url, seconds, options)
  const used = (await processorMicroseconds(process)) - before
  return {
    rate: requests.total / duration,
    p50: latency.p50,
    p99: latency.p99,
    microseconds: used / requests.total,
    megabytes: await residentMegabytes(process)
  }
}

/** Every answer must be a success, and what `expectBody` says if it is given. */
export async function load(url: string, seconds: number, options: object) {
  const result = await autocannon({ url, connections: 50, duration: seconds, ...options })
  const { non2xx, errors, mismatches } = result
  if (non2xx + errors + mismatches > 0)
    throw new Error(`${url}: ${non2xx} refusals, ${errors} errors, ${mismatches} other answers`)
  return result
}

export function medians(measures: Measure[]): Measure {
  return {
    rate: median(measures.map(({ rate }) => rate)),
    p50: median(measures.map(({ p50 }) => p50)),
    p99: median(measures.map(({ p99 }) => p99)),
    microseconds: median(measures.map(({ microseconds }) => microseconds)),
    megabytes: median(measures.map(({ megabytes }) => megabytes))
  }
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
