import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import type { Config } from '../app/config.ts'
import { originAndPath, send } from '../app/outbound/send.ts'
import { Problem } from '../app/problems/problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** What Entra says of itself; throws `identity_unavailable` until it has said so once. */
    openIdConfiguration(): Promise<OpenIdConfiguration>
  }
}

/** What is passed on of Entra's metadata. */
const OpenIdConfiguration = Type.Object({
  issuer: Type.String(),
  token_endpoint_auth_methods_supported: Type.Optional(Type.Array(Type.String())),
  client_id_metadata_document_supported: Type.Optional(Type.Boolean())
})
type OpenIdConfiguration = Static<typeof OpenIdConfiguration>

const timeout = 5_000
const maxAge = 3_600_000
const retryAfterFailure = 30_000

/** Entra's metadata, read when first asked for. After an hour it is read anew behind the request; the last good copy serves meanwhile. */
export default fp<{ config: Config; dispatcher: Dispatcher }>(
  async (app, { config, dispatcher }) => {
    let known: OpenIdConfiguration | undefined
    let renewAt = 0
    let reading: Promise<OpenIdConfiguration> | undefined

    app.decorate('openIdConfiguration', async () => {
      if (!known) return await readOnce()
      if (Date.now() >= renewAt) {
        renewAt = Date.now() + retryAfterFailure
        readOnce().catch((err) => app.log.warn({ code: err.code }, 'OpenID configuration not renewed'))
      }
      return known
    })

    function readOnce(): Promise<OpenIdConfiguration> {
      reading ??= read().finally(() => {
        reading = undefined
      })
      return reading
    }

    async function read(): Promise<OpenIdConfiguration> {
      try {
        const { status, text } = await send(dispatcher, {
          ...originAndPath(`${config.authorizationServer}/.well-known/openid-configuration`),
          headers: { accept: 'application/json' },
          timeout
        })
        const answer: unknown = JSON.parse(text)
        if (
          status !== 200 ||
          !Value.Check(OpenIdConfiguration, answer) ||
          answer.issuer !== config.authorizationServer
        )
          throw new Error(`Entra's OpenID configuration cannot be read: status ${status}`)
        known = answer
        renewAt = Date.now() + maxAge
        return answer
      } catch (cause) {
        throw new Problem('identity_unavailable', { cause })
      }
    }
  },
  { name: 'openid-configuration' }
)
