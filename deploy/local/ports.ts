import { ConfigError } from '../../app/config.ts'

export const defaultPorts = { GATEWAY_PORT: 8080, PORT: 3000, ENTRA_PORT: 8090, GRAPH_PORT: 8091 }

export type PortName = keyof typeof defaultPorts
type Environment = Record<string, string | undefined>

const names = Object.keys(defaultPorts) as PortName[]

/**
 * Reads the ports of the local chain. A missing port is 0, which picks a free one. Throws a `ConfigError` that names
 * every variable to change.
 */
export function readPorts(environment: Environment): Record<PortName, number> {
  const mistakes: string[] = []
  const ports = { GATEWAY_PORT: 0, PORT: 0, ENTRA_PORT: 0, GRAPH_PORT: 0 }
  for (const name of names) {
    // Without a gateway, GATEWAY_PORT is not used and may hold anything.
    if (name === 'GATEWAY_PORT' && environment.TOKEN_EXCHANGE === 'service') continue
    const port = parsePort(environment[name] || '0')
    const twin = names.find((other) => other !== name && port && ports[other] === port)
    if (port === undefined) mistakes.push(`${mustBePort(name, environment[name])}, or 0 for any free port.`)
    else if (twin) mistakes.push(`${twin} and ${name} are both ${port}: give each a port of its own.`)
    else ports[name] = port
  }
  if (mistakes.length) throw new ConfigError(mistakes.join('\n'))
  return ports
}

/** Reads the port on which commands find the local Entra. Throws a `ConfigError` when ENTRA_PORT is not a port. */
export function readEntraPort({ ENTRA_PORT: text }: Environment): number {
  if (!text) return defaultPorts.ENTRA_PORT
  const port = parsePort(text)
  if (!port) throw new ConfigError(`${mustBePort('ENTRA_PORT', text)}, the one that npm start printed.`)
  return port
}

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

function mustBePort(name: string, value: string | undefined): string {
  return `The environment variable ${name} is ${JSON.stringify(value)}, but must be a port number from 1 to 65535`
}
