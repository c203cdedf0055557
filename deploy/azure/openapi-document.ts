import { buildApp } from '../../app/app.ts'
import { readConfig } from '../../app/config.ts'
import { createDispatcher } from '../../app/outbound/dispatcher.ts'

/** A tenant that does not exist: the import of API Management does not read security schemes. */
const environment = {
  TENANT_ID: '00000000-0000-0000-0000-000000000000',
  CLIENT_ID: '00000000-0000-0000-0000-000000000000',
  APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
  GATEWAY_PRINCIPAL_ID: 'any'
}

/**
 * The text of `openapi.json`, which Bicep imports into API Management: what the service publishes, without `servers`. The import
 * would take the first of them for the backend, and send it the callers' tokens.
 */
export async function openApiDocument(): Promise<string> {
  const dispatcher = createDispatcher()
  const app = await buildApp({ config: readConfig(environment), dispatcher, logger: false })
  await app.ready()
  const text = `${JSON.stringify({ ...app.swagger(), servers: undefined }, null, 2)}\n`
  await app.close()
  await dispatcher.close()
  return text
}
