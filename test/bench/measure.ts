import type { ChildProcess } from 'node:child_process'
import autocannon from 'autocannon'
import { processorMicroseconds, residentMegabytes } from './processes.ts'

export interface Measure {
  /** Requests per second. */
  rate: number
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
  const { requests, duration } = await load(url, seconds, options)
  const used = (await processorMicroseconds(process)) - before
  return {
    rate: requests.total / duration,
    microseconds: used / requests.total,
    megabytes: await residentMegabytes(process)
  }
}

/** Every answer must be a success. */
export async function load(url: string, seconds: number, options: object) {
  const result = await autocannon({ url, connections: 50, duration: seconds, ...options })
  if (result.non2xx + result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`)
  return result
}

export function medians(measures: Measure[]): Measure {
  return {
    rate: median(measures.map(({ rate }) => rate)),
    microseconds: median(measures.map(({ microseconds }) => microseconds)),
    megabytes: median(measures.map(({ megabytes }) => megabytes))
  }
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
