import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import closeWithGrace from 'close-with-grace'
import { ConfigError } from '../../app/config.ts'
import { explainListenError } from '../../app/listen-error.ts'
import { loggerOptions } from '../../app/logger.ts'
import { fail, readCommandLine } from '../command-line.ts'
import { mcpConfiguration } from '../mcp-configuration.ts'
import { authorityFile, readEntraHttps } from './entra-https.ts'
import { defaultPorts, type PortName, readPorts } from './ports.ts'
import type { Stack } from './stack.ts'
import { accounts, nativeClientId } from './tenant.ts'

const startedAt = performance.now()
const prettyLog = { target: 'pino-pretty', options: { singleLine: true, ignore: 'pid,hostname' } }
const portNames = Object.keys(defaultPorts) as PortName[]

readCommandLine({
  about: `Runs the service on this machine with local stand-ins for API Management, Microsoft Graph and Entra ID.
Press Ctrl-C to stop it.

The environment variables ${portNames.join(', ')} set the ports; 0 picks a free one.
BACKEND_URL puts the gateway in front of another service, such as http://localhost:8080.
TOKEN_EXCHANGE=service runs it without API Management. ENTRA_HTTPS=true makes Entra ID serve https.
ASSIGNMENT_REQUIRED=true keeps out the account "unassigned". ACCEPT_V1_TOKENS=true makes Entra ID issue v1.0 tokens.`,
  usage: 'npm start'
})
const stack = await startOrExplain()
const caFile = keepAuthority(stack.entra)
closeWithGrace({ logger: false }, stop)
console.log(announcement(stack))

async function startOrExplain(): Promise<Stack> {
  const ports = Object.fromEntries(
    portNames.map((name) => [name, process.env[name] || String(defaultPorts[name])])
  )
  const environment = { ...process.env, ...ports }
  try {
    readPorts(environment)
    readEntraHttps(environment)
    // The chain is large, so a mistake that needs none of it is answered before it is loaded.
    const { startStack } = await import('./stack.ts')
    return await startStack({
      environment,
      logger: { ...loggerOptions({ logLevel: 'info' }), transport: prettyLog }
    })
  } catch (error) {
    const sentence = explain(error, ports)
    if (sentence) fail(sentence)
    throw error
  }
}

/** The message for an error that the user can fix; undefined for any other error. */
function explain(error: unknown, ports: Record<string, string>): string | undefined {
  if (error instanceof ConfigError || (error instanceof Error && error.name === 'PolicyLoadError'))
    return error.message
  const { port } = error as { port?: number }
  return explainListenError(
    error,
    portNames.find((name) => Number(ports[name]) === port)
  )
}

/** Writes the certificate authority of Entra for other processes, and returns the file. */
function keepAuthority({ url, ca }: Stack['entra']): string | undefined {
  if (!ca) return undefined
  const file = authorityFile(new URL(url).port)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, ca)
  return file
}

async function stop(): Promise<void> {
  await stack.close()
  if (caFile) rmSync(caFile, { force: true })
}

function announcement({ url, serviceUrl, config, gateway, entra, graph }: Stack): string {
  const entraPort = Number(new URL(entra.url).port)
  const environment = [
    entraPort === defaultPorts.ENTRA_PORT ? '' : `ENTRA_PORT=${entraPort} `,
    entra.ca ? 'ENTRA_HTTPS=true ' : ''
  ].join('')
  const token = `$(${environment}npm run --silent token -- --user user)`
  const addresses = [
    ...(gateway
      ? [['API Management', url, `every call, policy by policy: ${new URL(url).origin}/_trace`]]
      : []),
    ['service', serviceUrl, config.gatewayPrincipalId === 'any' ? '' : 'answers the gateway only'],
    ['Microsoft Graph', graph.url, ''],
    ['Entra ID', entra.url, `accounts: ${Object.keys(accounts).join(', ')}`]
  ]
  const lines = addresses.map(([name = '', address = '', note = '']) =>
    `  ${name.padEnd(17)}${address.padEnd(29)}${note}`.trimEnd()
  )
  return `
${lines.join('\n')}

  ready in ${Math.round(performance.now() - startedAt)} ms

${trustHint(caFile)}  Documentation with sign-in: ${url}/docs

${mcpConfiguration(url, nativeClientId, nativeClientId)}

  Try it in another terminal:

  curl -s ${url}/me -H "authorization: Bearer ${token}"
`
}

function trustHint(file: string | undefined): string {
  if (!file) return ''
  return `  Entra ID serves https with a certificate that is new at each start. A process trusts it with one of these:

  NODE_EXTRA_CA_CERTS=${file}  for Node
  SSL_CERT_FILE=${file}  for .NET on Linux, Go, OpenSSL

`
}
