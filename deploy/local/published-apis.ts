import { importApi, type PublishedApi } from './gateway/index.ts'

/** The backend that the policies name. */
export const backendId = 'mcp-auth-service'

/** The metadata lives at the root, outside the service's path. Each API claims only what lies below its own path. */
export const metadataApis = [
  importApi(
    {
      info: { title: 'Protected resource metadata' },
      paths: {
        '/mcp': { get: { operationId: 'get-mcp-metadata' } },
        '/oauth/mcp': { get: { operationId: 'get-oauth-mcp-metadata' } }
      }
    },
    '.well-known/oauth-protected-resource/api'
  ),
  importApi(
    {
      info: { title: 'Authorization server metadata' },
      paths: { '/oauth': { get: { operationId: 'get-server-metadata' } } }
    },
    '.well-known/oauth-authorization-server/api'
  )
]

/** What the gateway publishes: the service's API as imported from its OpenAPI document, and the metadata. */
export function publishedApis(openapi: unknown): PublishedApi[] {
  return [
    { api: importApi(openapi, 'api'), file: 'api.xml' },
    ...metadataApis.map((api) => ({ api, file: 'metadata-api.xml' }))
  ]
}
