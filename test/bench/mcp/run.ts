import { readEffort } from '../effort.ts'
import { bundle, stopAll } from '../processes.ts'
import { compare } from './compare.ts'
import { byCallers, byTools } from './flatness.ts'
import { installPeers } from './install-peers.ts'
import { markdown } from './markdown.ts'
import { peers, startOurs, startPeer } from './subjects.ts'
import { startTenant } from './tenant.ts'

const effort = readEffort(
  {
    about:
      'Compares /mcp with the official SDKs and other MCP servers, which it installs in a folder of its own.',
    usage: 'npm run bench:mcp -- [options]'
  },
  { seconds: 2 }
)
process.on('exit', stopAll)
process.on('SIGTERM', () => process.exit(143))

installPeers()
await bundle('service.ts', 'mcp/protocol.ts')
const tenant = await startTenant()
const { config, environment } = tenant
const serviceEnvironment = {
  ...environment,
  TOKEN_EXCHANGE: 'service',
  CLIENT_SECRET: crypto.randomUUID(),
  ENTRA_URL: tenant.url,
  GRAPH_URL: tenant.url,
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn'
}
const service = await startOurs('service.js', serviceEnvironment)
const open = { SERVICE_URL: new URL(service.url).origin }
const secured = {
  ...open,
  JWKS_URI: config.jwksUri,
  ISSUER: config.authorizationServer,
  AUDIENCE: config.clientId
}

console.log(
  `${effort.rounds} rounds of ${effort.seconds} s each, all servers in turn, 50 connections, one processor each; medians`
)
const verifying = await Promise.all(peers.map((peer) => startPeer(peer, secured)))
console.log('\nEach server verifies the token of the caller, as its documents recommend:\n')
console.log(markdown(await compare([service, ...verifying], `Bearer ${await tenant.token()}`, effort)))
for (const { process } of verifying) process.kill()

const protocol = await startOurs('mcp/protocol.js', environment)
const anyone = await Promise.all(peers.map((peer) => startPeer(peer, open)))
console.log('\nNo server verifies anything: the protocol layers alone:\n')
console.log(markdown(await compare([protocol, ...anyone], undefined, effort)))
for (const { process } of [protocol, ...anyone]) process.kill()

console.log('\nThis protocol layer with more tools:\n')
console.log(markdown(await byTools(environment, effort)))
console.log('\nThis endpoint with more callers, each call being the next caller’s:\n')
console.log(markdown(await byCallers(serviceEnvironment, await tenant.tokens(100_000), effort)))
process.exit()
