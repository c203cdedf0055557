import helmet from '@fastify/helmet'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifySchema } from 'fastify'
import type { Config } from '../app/config.ts'
import { name } from '../app/service.ts'
import { signInScopes, type Tool } from '../app/tools/tool.ts'

const tags = ['documentation']
const Document = Type.Object(
  {},
  { title: 'OpenApiDocument', description: 'The document.', additionalProperties: true }
)

const html = { 'text/html': { schema: Type.String({ title: 'Page' }) } }
const file = { '*/*': { schema: Type.String({ title: 'File', format: 'binary' }) } }

/** Swagger UI hides its routes; the gateway must know them. */
const swaggerUiRoutes: Record<string, FastifySchema> = {
  '/docs': {
    operationId: 'get-docs',
    summary: 'Read the documentation',
    description: 'Swagger UI: read the operations, sign in and try them.',
    response: { 200: { description: 'The page.', content: html } }
  },
  '/docs/json': {
    operationId: 'get-docs-json',
    summary: 'Get the document of the page',
    description: 'The document that Swagger UI shows: the same as /openapi.json.',
    response: { 200: Document }
  },
  '/docs/static/*': {
    operationId: 'get-docs-asset',
    summary: 'Get a file of the page',
    description: 'The scripts, styles and images of Swagger UI.',
    response: { 200: { description: 'The file.', content: file } }
  }
}

/** `GET /openapi.json`, and Swagger UI at `/docs`, which signs in with code + PKCE as this API's own application. */
export const docsRoutes: FastifyPluginAsyncTypebox<{
  config: Config
  tools: readonly Tool[]
}> = async (app, { config, tools }) => {
  let document: string | undefined

  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'get-openapi',
        tags,
        summary: 'Get this document',
        description: 'The OpenAPI 3.0.3 document of the API.',
        response: { 200: Document }
      }
    },
    (_request, reply) => {
      document ??= JSON.stringify(app.swagger())
      reply.type('application/json; charset=utf-8').send(document)
    }
  )

  app.addHook('onRoute', (route) => {
    const described = swaggerUiRoutes[route.url]
    if (described)
      Object.assign(route, {
        schema: { ...described, tags },
        config: { ...route.config, problems: ['not_found'] }
      })
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", new URL(config.authority).origin],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        frameAncestors: ["'none'"]
      }
    },
    // The sign-in window comes back from another origin and must still reach the page that opened it.
    crossOriginOpenerPolicy: false
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: {
      layout: 'BaseLayout',
      persistAuthorization: false,
      tryItOutEnabled: true,
      displayRequestDuration: true
    },
    initOAuth: {
      clientId: config.clientId,
      scopes: signInScopes(config, tools).map(config.ownScope).join(' '),
      usePkceWithAuthorizationCodeGrant: true
    },
    // No logo, and a layout without a place for one.
    logo: { type: 'image/svg+xml', content: '' },
    theme: { title: name },
    // The page names its files from the root, by the path under which the gateway publishes it.
    indexPrefix: new URL(config.publicUrl).pathname
  })
}
