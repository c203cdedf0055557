import type { Config } from './config.ts'

/** The options of pino: an error is logged by its name, code, message and stack alone, for other members may hold what was sent. */
export function loggerOptions({ logLevel }: Pick<Config, 'logLevel'>) {
  return { level: logLevel, serializers: { err: describe } }
}

function describe(error: Error & { code?: unknown }): {
  type: string
  message: string
  stack: string
  code?: unknown
  cause?: object
} {
  const { name, message, stack = '', code, cause } = error
  return { type: name, message, stack, code, ...(cause instanceof Error && { cause: describe(cause) }) }
}
