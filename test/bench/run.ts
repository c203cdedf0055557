import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../deploy/local/free-port.ts'
import { signIn } from '../../deploy/local/sign-in.ts'
import { apiClientId, nativeClientId, tenant } from '../../deploy/local/tenant.ts'
import { readEffort } from './effort.ts'
import { load, type Measure, measure, medians } from './measure.ts'
import { answering, bundle, start, stopAll } from './processes.ts'
import { compareStarts } from './starts.ts'

const { rounds, seconds } = readEffort(
  {
    about: 'Compares each endpoint with the least that could answer it.',
    usage: 'npm run bench -- [options]'
  },
  { seconds: 3 }
)
// The starts of the bundle are measured too.
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
const secret = crypto.randomUUID()

await bundle('service.ts', 'bare.ts', 'bare-hello.ts')
const cloud = start('cloud.ts', { CLIENT_SECRET: secret })
const [{ entraUrl, graphUrl, identityEndpoint, identityHeader }] = (await once(cloud, 'message')) as [
  Record<'entraUrl' | 'graphUrl' | 'identityEndpoint' | 'identityHeader', string>
]
const [token, graphToken] = [
  await tokenFor(`api://${apiClientId}/access_as_user`),
  await tokenFor('https://graph.microsoft.com/User.Read')
]

const servicePort = await freePort()
const service = start(
  'service.js',
  {
    TENANT_ID: tenant.id,
    CLIENT_ID: apiClientId,
    CLIENT_SECRET: secret,
    TOKEN_EXCHANGE: 'service',
    APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
    TOOL_CALLS_PER_MINUTE: '1000000000',
    ENTRA_URL: entraUrl,
    GRAPH_URL: graphUrl,
    HOST: '127.0.0.1',
    PORT: String(servicePort),
    LOG_LEVEL: 'warn'
  },
  0
)
const serviceUrl = `http://127.0.0.1:${servicePort}`
await answering(`${serviceUrl}/status/ready`)
const barePort = await freePort()
const bare = start(
  'bare.js',
  { PORT: String(barePort), GRAPH_URL: graphUrl, GRAPH_TOKEN: graphToken, SERVICE_URL: serviceUrl },
  0
)
const bareUrl = `http://127.0.0.1:${barePort}`
await answering(`${bareUrl}/hello`)

const authorization = `Bearer ${token}`
const requests = [
  { name: 'GET /hello', path: '/hello' },
  {
    name: 'POST /echo, 1 KiB',
    path: '/echo',
    method: 'POST',
    body: Buffer.alloc(1024, 'x'),
    headers: { 'content-type': 'application/octet-stream' }
  },
  { name: 'GET /tools', path: '/tools' },
  { name: 'GET /status', path: '/status' },
  {
    name: 'POST /tools/hello, same token',
    path: '/tools/hello',
    method: 'POST',
    body: '{"name":"Ada"}',
    headers: { 'content-type': 'application/json', authorization }
  },
  { name: 'GET /me, exchange cached', path: '/me', headers: { authorization } }
] as const

console.log(
  `${rounds} rounds of ${seconds} s each, service and bare Fastify in turn, 50 connections, one processor each`
)
const table = []
for (const { name, path, ...options } of requests) {
  const subjects = {
    bare: { process: bare, url: bareUrl + path },
    service: { process: service, url: serviceUrl + path }
  }
  await Promise.all(Object.values(subjects).map(({ url }) => load(url, seconds, options)))
  const measured = { bare: [] as Measure[], service: [] as Measure[] }
  for (let round = 0; round < rounds; round++) {
    measured.bare.push(await measure(subjects.bare, seconds, options))
    measured.service.push(await measure(subjects.service, seconds, options))
  }
  const [least, ours] = [medians(measured.bare), medians(measured.service)]
  table.push({
    request: name,
    'bare/s': Math.round(least.rate),
    'service/s': Math.round(ours.rate),
    ratio: Number((ours.rate / least.rate).toFixed(2)),
    'bare CPU µs': Number(least.microseconds.toFixed(1)),
    'service CPU µs': Number(ours.microseconds.toFixed(1)),
    'bare MB': Math.round(least.megabytes),
    'service MB': Math.round(ours.megabytes)
  })
  console.log(`measured ${name}`)
}
console.table(table)
console.table(await measureGateway())
stopAll()
console.table(await compareStarts())

/** What the local gateway itself takes a call; in Azure, API Management stands in its place. */
async function measureGateway() {
  const port = await freePort()
  const gateway = start('gateway.ts', {
    TENANT_ID: tenant.id,
    CLIENT_ID: apiClientId,
    APIM_GATEWAY_URL: `http://localhost:${port}/api`,
    GATEWAY_PRINCIPAL_ID: 'any',
    ENTRA_URL: entraUrl,
    SERVICE_URL: serviceUrl,
    IDENTITY_ENDPOINT: identityEndpoint,
    IDENTITY_HEADER: identityHeader,
    PORT: String(port)
  })
  const url = `http://127.0.0.1:${port}/api`
  await answering(`${url}/hello`)
  const rows = []
  for (const { name, path, ...options } of requests.filter(
    ({ path }) => path === '/hello' || path === '/me'
  )) {
    await load(url + path, seconds, options)
    const { rate, microseconds } = await measure({ process: gateway, url: url + path }, seconds, options)
    rows.push({
      'through the local gateway': name,
      'calls/s': Math.round(rate),
      'gateway CPU µs': Math.round(microseconds)
    })
  }
  return rows
}

async function tokenFor(scope: string): Promise<string> {
  const options = {
    entraUrl,
    tenantId: tenant.id,
    clientId: nativeClientId,
    redirectUri: 'http://localhost',
    user: 'user'
  }
  return (await signIn({ ...options, scopes: [scope] })).access_token
}
