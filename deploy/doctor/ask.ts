import { isObject } from '../../app/json-object.ts'
import { plainJson } from './plain-json.ts'

export interface Answer {
  status: number
  headers: Headers
  /** The parsed body where it is a JSON object, else an empty object. */
  json: Record<string, unknown>
  text: string
  /** How far the clock of the server is ahead of ours, in seconds; undefined where it does not tell its time. */
  skewSeconds: number | undefined
}

export interface AskInit extends RequestInit {
  /** What the doctor itself asks; the address alone, which a server may have named, has none. */
  query?: Record<string, string>
}

export type Ask = (url: string, init?: AskInit) => Promise<Answer>

/** No answer could be read; the message says why. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

/** A server named this address, which the doctor does not call. */
export class AddressRefused extends Error {
  override name = 'AddressRefused'
}

export interface AskOptions {
  /** Milliseconds for each call, from the connection to the end of the body. */
  timeLimit: number
  mayCall(url: string): boolean
}

const longestBody = 2 * 1024 * 1024

/** Makes the function that calls known addresses: it follows no redirect, ends in time, and reads at most 2 MiB. */
export function createAsk({ timeLimit, mayCall }: AskOptions): Ask {
  return async (url, { query, ...init } = {}) => {
    if (!mayCall(url)) throw new AddressRefused(url)
    const address = query ? `${url}?${new URLSearchParams(query)}` : url
    const startedAt = Date.now()
    try {
      const response = await fetch(address, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeLimit)
      })
      const text = await readBody(response)
      const date = Date.parse(response.headers.get('date') ?? '')
      return {
        status: response.status,
        headers: response.headers,
        json: parse(text),
        text,
        skewSeconds: Number.isNaN(date) ? undefined : Math.round((date - (startedAt + Date.now()) / 2) / 1000)
      }
    } catch (cause) {
      throw new NoAnswer(`${url}: ${reason(cause, timeLimit)}`, { cause })
    }
  }
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > longestBody) throw new NoAnswer('the body is longer than 2 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parse(text: string): Record<string, unknown> {
  try {
    const value = plainJson(JSON.parse(text))
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function reason(error: unknown, timeLimit: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no complete answer within ${timeLimit / 1000} s`
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return 'code' in cause ? `${cause.code} ${cause.message}`.trim() : cause.message
}
