import { ConfigError } from '../../app/config.ts'

/** Reads a variable of the local chain that is `true` or `false`, the default. Throws a `ConfigError` for anything else. */
export function readBoolean(environment: Record<string, string | undefined>, name: string): boolean {
  const text = environment[name] || 'false'
  if (text === 'true' || text === 'false') return text === 'true'
  throw new ConfigError(
    `The environment variable ${name} is ${JSON.stringify(text)}, but must be true or false.`
  )
}
