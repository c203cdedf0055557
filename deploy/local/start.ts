import closeWithGrace from 'close-with-grace'
import { ConfigError } from '../../app/config.ts'
import { loggerOptions } from '../../app/logger.ts'
import { mcpConfiguration } from '../mcp-configuration.ts'
import { accounts, nativeClientId } from './accounts.ts'
import { type Stack, startStack } from './stack.ts'

const defaultPorts = { GATEWAY_PORT: '8080', PORT: '3000', ENTRA_PORT: '8090', GRAPH_PORT: '8091' }
const startedAt = performance.now()

try {
  const stack = await startStack({
    environment: { ...defaultPorts, ...process.env },
    logger: { ...loggerOptions({ logLevel: 'info' }), transport: { target: 'pino-pretty' } }
  })
  closeWithGrace({ logger: false }, stack.close)
  announce(stack)
} catch (error) {
  console.error(explain(error))
  process.exit(1)
}

function announce({ url, serviceUrl, config, gateway, entra, graph }: Stack) {
  const token = '$(npm run --silent token -- --user user)'
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
  console.log(`
${lines.join('\n')}

  ready in ${Math.round(performance.now() - startedAt)} ms

  Documentation with sign-in: ${url}/docs
  MCP for VS Code, in .vscode/mcp.json; Claude Code calls "servers" "mcpServers", in .mcp.json:

  ${mcpConfiguration(config.resource, nativeClientId)}

  Try it in another terminal:

  curl -s ${url}/me -H "authorization: Bearer ${token}"
`)
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is in use: stop what listens there, or set GATEWAY_PORT, PORT, ENTRA_PORT or GRAPH_PORT to a free one (0 picks one).`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
