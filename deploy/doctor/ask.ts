export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed body where it is a JSON object, else an empty object. */
  json: Record<string, unknown>
  /** How far the clock of the server is ahead of ours, in seconds; undefined where it does not tell its time. */
  skewSeconds: number | undefined
}

export type Ask = (url: string, init?: RequestInit) => Promise<Answer>

/** There was no answer that could be read; the message says why. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

const longestBody = 2 * 1024 * 1024

/** Makes a call that follows no redirect, ends in time, reads at most 2 MiB, and never lets a secret back in. */
export function createAsk({ timeLimit, secret = '' }: { timeLimit: number; secret?: string }): Ask {
  const secrets = [secret, ...secret.split('.')].filter((part) => part.length >= 16)
  const mask = (text: string) => secrets.reduce((masked, part) => masked.replaceAll(part, '[token]'), text)

  return async (url, init = {}) => {
    const startedAt = Date.now()
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeLimit)
      })
      const text = mask(await readBody(response))
      const headers = new Headers([...response.headers].map(([name, value]) => [name, mask(value)]))
      const date = Date.parse(headers.get('date') ?? '')
      return {
        status: response.status,
        headers,
        text,
        json: parseObject(text),
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

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text, printable)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

/** An object with a `toString` of its own cannot be shown. */
function printable(key: string, value: unknown): unknown {
  return key === 'toString' || key === 'valueOf' ? undefined : value
}

function reason(error: unknown, timeLimit: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no complete answer within ${timeLimit / 1000} s`
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return 'code' in cause ? `${cause.code} ${cause.message}`.trim() : cause.message
}
