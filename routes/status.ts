import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from '@sinclair/typebox'
import type { Caller } from '../app/caller.ts'
import { version } from '../app/service.ts'

type State = 'anonymous' | 'authenticated' | 'invalid'

const User = Type.Object({
  objectId: Type.String(),
  name: Type.Optional(Type.String()),
  username: Type.Optional(Type.String())
})

const Status = Type.Object(
  {
    status: Type.Literal('ok'),
    version: Type.String({ examples: [version] }),
    uptimeSeconds: Type.Integer({ examples: [3600] }),
    authentication: Type.Object({
      state: Type.Unsafe<State>({ type: 'string', enum: ['anonymous', 'authenticated', 'invalid'] }),
      reason: Type.Optional(
        Type.String({ description: 'The error code that a protected operation would answer.' })
      )
    }),
    user: Type.Optional(User)
  },
  { title: 'Status', description: 'The status.' }
)

const probe = {
  config: { probe: true, pressureHandler: () => undefined },
  schema: { hide: true }
} as const

/** `GET /status` for people, `/status/live` and `/status/ready` for the platform; none of them calls out. */
export const statusRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/status',
    {
      schema: {
        operationId: 'get-status',
        tags: ['basics'],
        summary: 'See the status',
        description:
          'Tells whether the service runs, and who it takes the caller for. An invalid token is reported, not refused.',
        response: { 200: Status }
      }
    },
    ({ caller, tokenProblem }, reply) => {
      reply.send({
        status: 'ok',
        version,
        uptimeSeconds: Math.floor(process.uptime()),
        authentication: tokenProblem
          ? { state: 'invalid', reason: tokenProblem.code }
          : { state: caller ? 'authenticated' : 'anonymous' },
        ...(caller && !caller.isApp && { user: toUser(caller) })
      })
    }
  )

  app.get('/status/live', probe, (_request, reply) => reply.send({ status: 'ok' }))

  app.get('/status/ready', probe, (_request, reply) => {
    const status = app.readiness()
    return reply.code(status === 'ready' ? 200 : 503).send({ status })
  })
}

function toUser({ objectId, name, username }: Caller): Static<typeof User> {
  return { objectId, ...(name && { name }), ...(username && { username }) }
}
