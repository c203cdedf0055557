import { once } from 'node:events'
import { freePort } from '../../deploy/local/free-port.ts'
import { apiClientId, tenant } from '../../deploy/local/tenant.ts'
import { median } from './measure.ts'
import { answering, start } from './processes.ts'

/** Milliseconds from spawn to the first 200: the bundle as the image starts it, and bare Fastify from its source. */
export async function compareStarts() {
  const environment = {
    TENANT_ID: tenant.id,
    CLIENT_ID: apiClientId,
    APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
    GATEWAY_PRINCIPAL_ID: 'any',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn'
  }
  const files = { bare: 'bare-hello.ts', bundle: '../../../dist/bundle/server.js' }
  const measured: Record<string, number[]> = { bare: [], bundle: [] }
  for (let round = 0; round < 11; round++) {
    for (const [name, file] of Object.entries(files)) {
      const port = String(await freePort())
      const child = start(file, {
        ...environment,
        PORT: port,
        NODE_COMPILE_CACHE: 'dist/compile-cache'
      })
      measured[name]?.push(await answering(`http://127.0.0.1:${port}/hello`))
      // Stopped gently, node writes its compile cache.
      child.kill('SIGINT')
      await once(child, 'exit')
    }
  }
  return Object.entries(measured).map(([start, times]) => ({
    start,
    'ms to the first 200': Math.round(median(times))
  }))
}
