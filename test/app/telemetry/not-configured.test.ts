import { registerHooks } from 'node:module'
import t from 'tap'

t.test('without a connection string nothing of OpenTelemetry is loaded', async (t) => {
  const loaded: string[] = []
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      loaded.push(resolved.url)
      return resolved
    }
  })
  const { startChain } = await import('../../chain.ts')
  const chain = await startChain(t)
  await chain.call('/hello')
  t.equal(chain.app.telemetry, null)
  t.ok(loaded.some((url) => url.endsWith('/app/telemetry/index.ts')))
  t.same(
    loaded.filter((url) => /opentelemetry|fastify\/otel/.test(url)),
    []
  )
})
