import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'

const anything = {
  '*/*': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary', title: 'Bytes' }) }
}

const nothing = Buffer.alloc(0)

/** The body is the sender's content on our origin, so a browser that is led here must neither run nor show it. */
const inert = {
  'content-security-policy': "default-src 'none'; sandbox",
  'content-disposition': 'attachment',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-site'
}

/** `POST /echo`: the body comes back byte for byte, with its content type. */
export const echoRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post(
    '/echo',
    {
      config: { problems: ['body_too_large'] },
      schema: {
        operationId: 'echo',
        tags: ['basics'],
        summary: 'Echo the body',
        description:
          'Returns the request body byte for byte, with its content type. At most 1 MiB. A token is optional.',
        body: { content: anything },
        response: { 200: { description: 'The body as it was sent.', content: anything } }
      }
    },
    ({ headers, body }, reply) => {
      reply
        .headers(inert)
        .type(headers['content-type'] ?? 'application/octet-stream')
        .send(body instanceof Buffer ? body : nothing)
    }
  )
}
