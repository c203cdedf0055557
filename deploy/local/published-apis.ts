import { importApi, type PublishedApi } from './gateway/index.ts'

/** RFC 9728 metadata lives at the root, outside the service's path, so it is an API of its own. */
export const metadataApi = importApi(
  {
    info: { title: 'Protected resource metadata' },
    paths: {
      '/': { get: { operationId: 'get-metadata' } },
      '/{*suffix}': { get: { operationId: 'get-resource-metadata' } }
    }
  },
  '.well-known/oauth-protected-resource'
)

/** What the gateway publishes: the service's API as imported from its OpenAPI document, and the metadata. */
export function publishedApis(openapi: unknown): PublishedApi[] {
  return [
    { api: importApi(openapi, 'api'), file: 'api.xml' },
    { api: metadataApi, file: 'metadata-api.xml' }
  ]
}
