import closeWithGrace from 'close-with-grace'
import { ConfigError } from '../../app/config.ts'
import { loggerOptions } from '../../app/logger.ts'
import { startStack } from './stack.ts'

const defaultPorts = { PORT: '3000', ENTRA_PORT: '8090', GRAPH_PORT: '8091' }
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

function announce({ url, entra, graph }: Awaited<ReturnType<typeof startStack>>) {
  const token = '$(npm run --silent token -- --user user)'
  console.log(`
  service         ${url}        documentation with sign-in: ${url}/docs
  Entra ID        ${entra.url}        accounts: user, mfa, noconsent, blocked, throttled
  Microsoft Graph ${graph.url}

  ready in ${Math.round(performance.now() - startedAt)} ms

  Try it in another terminal:

  curl -s ${url}/me -H "authorization: Bearer ${token}"
`)
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is in use: stop what listens there, or set PORT, ENTRA_PORT or GRAPH_PORT to a free one (0 picks one).`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
