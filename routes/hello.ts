import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { problemResponses } from '../app/problem-responses.ts'
import { Greeting, greet, Name } from '../app/tools/hello.ts'

const input = Type.Object({ name: Type.Optional(Name) }, { title: 'HelloInput', additionalProperties: false })
const greeting = {
  200: { description: 'The greeting.', content: { 'application/json': { schema: Greeting } } }
}
const summary = 'Say hello'
const description = 'Greets the given name, else the signed-in user, else the world. A token is optional.'

/** `GET /hello?name=Ada` and `POST /hello` with `{ "name": "Ada" }`. */
export const helloRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/hello',
    {
      schema: {
        operationId: 'get-hello',
        tags: ['basics'],
        summary,
        description,
        querystring: input,
        response: { ...greeting, ...problemResponses(['input_invalid']) }
      }
    },
    ({ query, caller }, reply) => {
      reply.send(greet(query.name ?? caller?.name ?? 'world'))
    }
  )

  app.post(
    '/hello',
    {
      schema: {
        operationId: 'post-hello',
        tags: ['basics'],
        summary,
        description,
        body: input,
        response: {
          ...greeting,
          ...problemResponses(['input_invalid', 'body_too_large', 'media_type_unsupported'])
        }
      }
    },
    ({ body, caller }, reply) => {
      reply.send(greet(body.name ?? caller?.name ?? 'world'))
    }
  )
}
