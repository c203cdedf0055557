import t from 'tap'
import { Environment, readConfig } from '../../../app/config.ts'
import { closeMilliseconds } from '../../../app/shut-down.ts'
import { flushMilliseconds } from '../../../app/telemetry/azure-monitor.ts'
import { times } from '../../../plugins/drain.ts'
import { startChain } from '../../chain.ts'
import { app, main, ofType, only } from './predicted.ts'

interface ContainerApp {
  configuration: {
    ingress: { targetPort: number }
    identitySettings: { identity: string; lifecycle: string }[]
    registries: { identity: string }[]
  }
  template: {
    containers: {
      env: { name: string; value: string }[]
      probes: {
        type: string
        httpGet: { path: string; port: number }
        periodSeconds: number
        failureThreshold: number
      }[]
    }[]
    terminationGracePeriodSeconds: number
  }
}

const { configuration, template } = only<ContainerApp>('Microsoft.App/containerApps', app).properties
const { env = [], probes = [] } = template.containers[0] ?? {}
const environment = Object.fromEntries(env.map(({ name, value }) => [name, value]))

t.test(
  'the service starts with the variables of the container, which name the tenant and the gateway',
  async (t) => {
    const config = readConfig(environment)
    t.equal(config.publicUrl, main.outputs.APIM_GATEWAY_URL)
    t.equal(config.appIdUri, main.outputs.APP_ID_URI)
    t.equal(config.tenantId, main.outputs.AZURE_TENANT_ID)
    t.match(config.gatewayPrincipalId, /^[0-9a-f-]{36}$/)
  }
)

t.test('the ports and the paths of the probes are those of the service', async (t) => {
  const { default: port } = Environment.properties.PORT
  t.match(configuration, { ingress: { targetPort: port, allowInsecure: false } })
  t.strictSame(probes.map(({ type }) => type).sort(), ['Liveness', 'Readiness', 'Startup'])
  const { call } = await startChain(t, { gateway: false })
  for (const { type, httpGet } of probes) {
    t.equal(httpGet.port, port)
    t.equal((await call(httpGet.path)).status, 200, `${type} ${httpGet.path}`)
  }
})

t.test('the identity that pulls the image is out of reach for the service', async (t) => {
  const { identity = '' } = configuration.registries[0] ?? {}
  t.match(identity, /userAssignedIdentities/)
  t.strictSame(configuration.identitySettings, [{ identity, lifecycle: 'None' }])
})

t.test(
  'a replica that drains is noticed before it stops, and has the time to answer what is in flight',
  async (t) => {
    const { leastNotice, mostNotice, quiet, mostHold } = times
    const { periodSeconds = 0, failureThreshold = 0 } = probes.find(({ type }) => type === 'Readiness') ?? {}
    t.ok(periodSeconds * failureThreshold > 0)
    t.ok(periodSeconds * failureThreshold * 1000 < leastNotice)
    const longest = mostNotice + mostHold + 2 * quiet + closeMilliseconds + flushMilliseconds
    t.ok(template.terminationGracePeriodSeconds * 1000 > longest)
  }
)

t.test(
  'one identity is the gateway: it exchanges tokens, calls the service, and nobody else may',
  async (t) => {
    const { identity } = only('Microsoft.ApiManagement/service') as { identity?: unknown }
    t.match(JSON.stringify(identity), 'identities.outputs.gatewayId')
    const values = ofType<{ value: string }>('Microsoft.ApiManagement/service/namedValues')
    t.equal(
      values.find(({ name }) => name.endsWith('/managed-identity-client-id'))?.properties.value,
      '[identities.outputs.gatewayClientId]'
    )
    const principal = '[identities.outputs.gatewayPrincipalId]'
    const { subject } = only<{ subject: string }>(
      'Microsoft.Graph/applications/federatedIdentityCredentials'
    ).properties
    t.strictSame([subject, main.outputs.GATEWAY_PRINCIPAL_ID], [principal, principal])
    t.match(
      app.parameters.gatewayPrincipalId,
      { minLength: 36, maxLength: 36 },
      'a GUID: neither empty nor any'
    )
  }
)
