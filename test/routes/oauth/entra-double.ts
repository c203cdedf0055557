import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { type AppOptions, buildApp } from '../../../app/app.ts'
import { readConfig } from '../../../app/config.ts'
import { createDispatcher } from '../../../app/outbound/dispatcher.ts'
import { apiClientId, managedIdentity, tenant } from '../../../deploy/local/tenant.ts'

interface Asked {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** The service by itself, before an Entra that answers as the test says and keeps what it was asked. */
export async function startBeforeDouble(
  t: Test,
  { environment = {}, ...options }: { environment?: Record<string, string> } & Partial<AppOptions> = {}
) {
  const asked: Asked[] = []
  let answer = (response: ServerResponse) => {
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}')
  }
  const entra = createServer(async (request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers, body: await text(request) })
    answer(response)
  }).listen(0, '127.0.0.1')
  await once(entra, 'listening')
  const config = readConfig({
    TENANT_ID: tenant.id,
    CLIENT_ID: apiClientId,
    APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
    TOKEN_EXCHANGE: 'service',
    MANAGED_IDENTITY_CLIENT_ID: managedIdentity.clientId,
    AUTHORITY_HOST: `http://localhost:${(entra.address() as AddressInfo).port}`,
    ...environment
  })
  const dispatcher = createDispatcher()
  const app = await buildApp({ config, dispatcher, logger: false, ...options })
  t.teardown(async () => {
    await app.close()
    await dispatcher.destroy()
    entra.closeAllConnections()
    entra.close()
  })

  return {
    app,
    config,
    asked,
    entraAnswers(next: (response: ServerResponse) => void) {
      answer = next
    },
    /** Posts a form to the token endpoint. */
    redeem: (payload: string, headers: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url: '/oauth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload
      })
  }
}
