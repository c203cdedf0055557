import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { bodyProblems } from '../app/problems/codes.ts'
import { Greeting, greet, hello } from '../app/tools/hello.ts'

const summary = 'Say hello'
const description = 'Greets the given name, else the signed-in user, else the world. A token is optional.'

/** `GET /hello?name=Ada` and `POST /hello` with `{ "name": "Ada" }`. */
export const helloRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/hello',
    {
      config: { problems: ['input_invalid'] },
      schema: {
        operationId: 'get-hello',
        tags: ['basics'],
        summary,
        description,
        querystring: hello.input,
        response: { 200: Greeting }
      }
    },
    ({ query, caller }, reply) => {
      reply.send(greet(query.name ?? caller?.name ?? 'world'))
    }
  )

  app.post(
    '/hello',
    {
      config: { problems: bodyProblems },
      schema: {
        operationId: 'post-hello',
        tags: ['basics'],
        summary,
        description,
        body: hello.input,
        response: { 200: Greeting }
      }
    },
    ({ body, caller }, reply) => {
      reply.send(greet(body.name ?? caller?.name ?? 'world'))
    }
  )
}
