import t from 'tap'
import { Environment } from '../../../app/config.ts'
import { closeMilliseconds } from '../../../app/shut-down.ts'
import { flushMilliseconds } from '../../../app/telemetry/azure-monitor.ts'
import { times } from '../../../plugins/drain.ts'
import { startChain } from '../../chain.ts'
import { Expression, membersOf, readBicep } from './bicep.ts'

interface Probe {
  type: string
  httpGet: { path: string; port: Expression }
  periodSeconds?: number
  failureThreshold?: number
}

const app = readBicep('app.bicep')
const { properties } = membersOf(app.get('app')?.value)
const { configuration, template } = membersOf(properties)
const [container] = (membersOf(template).containers as object[]) ?? []
const probes = membersOf(container as never).probes as unknown as Probe[]

/** Variables of the service that this deployment leaves at their defaults, and why. */
const left: Record<string, string> = {
  TOKEN_EXCHANGE: 'the gateway exchanges tokens',
  CLIENT_SECRET: 'the service holds no credential',
  MANAGED_IDENTITY_CLIENT_ID: 'the service holds no credential',
  ACCEPT_V1_TOKENS: 'the registration asks for v2 tokens',
  AUTHORITY_HOST: 'the public cloud',
  GRAPH_URL: 'the public cloud',
  REQUEST_STATE_KEY: 'a secret, and no tool of the registry asks back',
  CONTAINER_APP_NAME: 'set by Container Apps',
  CONTAINER_APP_ENV_DNS_SUFFIX: 'set by Container Apps',
  HOST: 'all addresses of the container',
  PORT: 'the port that the probes ask'
}

t.test('each variable of the configuration is set or left for a reason, and no other is set', async (t) => {
  const set = Object.keys(membersOf(app.get('variables')?.value))
  t.strictSame([...set, ...Object.keys(left)].sort(), Object.keys(Environment.properties).sort())
  t.match(app.get('app')?.text, 'env: map(filter(items(variables)')
})

t.test('the ports and the paths of the probes are those of the service', async (t) => {
  t.equal(app.get('port')?.value, Environment.properties.PORT.default)
  t.match(configuration, { ingress: { targetPort: new Expression('port'), allowInsecure: false } })
  t.strictSame(probes.map(({ type }) => type).sort(), ['Liveness', 'Readiness', 'Startup'])
  const { call } = await startChain(t, { gateway: false })
  for (const { type, httpGet } of probes) {
    t.strictSame(httpGet.port, new Expression('port'))
    t.equal((await call(httpGet.path)).status, 200, `${type} ${httpGet.path}`)
  }
})

t.test('the identity that pulls the image is out of reach for the service', async (t) => {
  t.match(configuration, {
    identitySettings: [{ identity: new Expression('pullIdentityId'), lifecycle: 'None' }],
    registries: [{ identity: new Expression('pullIdentityId') }]
  })
})

t.test(
  'a replica that drains is noticed before it stops, and has the time to answer what is in flight',
  async (t) => {
    const { leastNotice, mostNotice, quiet, mostHold } = times
    const { periodSeconds, failureThreshold } = probes.find(({ type }) => type === 'Readiness') ?? {}
    t.ok(Number(periodSeconds) * Number(failureThreshold) * 1000 < leastNotice)
    const longest = mostNotice + mostHold + 2 * quiet + closeMilliseconds + flushMilliseconds
    t.ok(Number(membersOf(template).terminationGracePeriodSeconds) * 1000 > longest)
  }
)

t.test(
  'one identity is the gateway: it exchanges tokens, calls the service, and nobody else may',
  async (t) => {
    const main = readBicep('main.bicep')
    const parametersOf = (name: string) => membersOf(membersOf(main.get(name)?.value).params)
    t.strictSame(parametersOf('gateway').identityId, new Expression('identities.outputs.gatewayId'))
    t.strictSame(
      parametersOf('product').identityClientId,
      new Expression('identities.outputs.gatewayClientId')
    )
    const principal = new Expression('identities.outputs.gatewayPrincipalId')
    t.strictSame(parametersOf('application').gatewayPrincipalId, principal)
    t.strictSame(main.get('GATEWAY_PRINCIPAL_ID')?.value, principal)
    const variables = membersOf(app.get('variables')?.value)
    t.strictSame(variables.GATEWAY_PRINCIPAL_ID, new Expression('gatewayPrincipalId'))
    t.strictSame(
      app.get('gatewayPrincipalId')?.decorators.filter((decorator) => decorator.includes('Length')),
      ['@minLength(36)', '@maxLength(36)'],
      'it is a GUID: neither empty nor any'
    )
  }
)
