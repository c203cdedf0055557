import jwt from '@fastify/jwt'
import { Value } from '@sinclair/typebox/value'
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { hasDuplicateMembers, hasSaneTimes, keyIdOf, skewSeconds } from '../app/access-token.ts'
import { type Caller, Claims, toCaller, userScope } from '../app/caller.ts'
import type { Config } from '../app/config.ts'
import { missingScopes } from '../app/problems/missing-scopes.ts'
import { Problem } from '../app/problems/problem.ts'
import { createVerifiedTokens } from './verified-tokens.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * An onRequest hook for public routes: a valid token sets `request.caller`. An invalid one, and that of a client that
     * may not call, sets `request.tokenProblem`.
     */
    identify: onRequestHookHandler
    /** An onRoute hook: each route of the plugin that adds it needs a user's token with its `config.scopes`, and says so in OpenAPI. */
    secure(route: RouteOptions): void
  }
  interface FastifyRequest {
    caller: Caller | null
    /** Why the token of a public route's request does not count. */
    tokenProblem: Problem | null
  }
  interface FastifyContextConfig {
    /** Short names of all the API scopes that the route needs; `access_as_user` alone unless given. */
    scopes?: readonly string[]
  }
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: Claims
    user: Caller
  }
}

const longestToken = 16 * 1024
const mostTokens = 100_000

/** Says who the caller is: `request.caller`, from a verified access token of the tenant for this API. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    await app.register(jwt, {
      secret: (_request: FastifyRequest, token: object) =>
        app.signingKey((token as { header: object }).header),
      decode: { complete: true },
      decoratorName: 'caller',
      verify: {
        algorithms: ['RS256'],
        allowedIss: config.issuers,
        allowedAud: config.audiences,
        requiredClaims: ['iss', 'aud', 'exp', 'nbf', 'iat', 'tid', 'oid', 'ver'],
        clockTolerance: skewSeconds * 1000,
        extractToken: bearerToken
      },
      trusted: (_request, claims) => isOurs(claims, config),
      formatUser: toCaller
    })
    app.decorateRequest('tokenProblem', null)

    const verified = createVerifiedTokens<Caller>(mostTokens, app.isSigningKey)

    app.decorate('identify', (request, _reply, done) => {
      const { authorization } = request.headers
      if (authorization === undefined) return done()
      authenticate(request, authorization, (problem) => {
        request.tokenProblem = problem ?? clientRefusal(request.caller as Caller, config) ?? null
        if (request.tokenProblem) request.caller = null
        done()
      })
    })

    app.decorate('secure', (route) => {
      const scopes = route.config?.scopes ?? [userScope]
      route.schema = { ...route.schema, security: [{ entra: scopes.map(config.ownScope) }] }
      const authorize: onRequestHookHandler = (request, _reply, done) => {
        const { authorization } = request.headers
        if (authorization === undefined) return done(new Problem('token_missing', { scopes }))
        authenticate(request, authorization, (problem) =>
          done(problem ?? refusal(request.caller as Caller, scopes, config))
        )
      }
      route.onRequest = [authorize, ...[route.onRequest ?? []].flat()]
    })

    function authenticate(request: FastifyRequest, authorization: string, done: (problem?: Problem) => void) {
      const token = afterScheme(authorization)
      const known = verified.get(token)
      if (known) {
        request.caller = known
        app.telemetry?.count('token_cache', 'hit')
        return done()
      }
      if (token.length > longestToken || bearerToken(request) === '' || hasDuplicateMembers(token))
        return done(new Problem('token_invalid'))
      app.telemetry?.count('token_cache', 'miss')
      request.jwtVerify<Caller>().then(
        (caller) => {
          verified.set(token, caller, keyIdOf(token), caller.expiresAt + skewSeconds)
          done()
        },
        (error) => done(toProblem(error))
      )
    }
  },
  { name: 'auth', dependencies: ['signing-keys', 'telemetry'] }
)

/** The token behind the scheme, however the scheme is spelled, so that one token has one entry among the remembered ones. */
function afterScheme(authorization: string): string {
  if (authorization.slice(0, 7).toLowerCase() !== 'bearer ') return ''
  let start = 7
  while (authorization[start] === ' ') start++
  return authorization.slice(start)
}

/** The token of the one Authorization header, RFC 6750 §2.1, or an empty string. */
export function bearerToken(request: FastifyRequest): string {
  return /^Bearer +([\w\-.~+/]+=*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

function isOurs(claims: object, config: Config): boolean {
  if (!Value.Check(Claims, claims) || !hasSaneTimes(claims)) return false
  const version = claims.iss === config.authorizationServer ? '2.0' : '1.0'
  // When the API's own application signs in, its ID tokens have our audience too; they name no client application.
  const client = version === '2.0' ? claims.azp : claims.appid
  return claims.tid === config.tenantId && claims.ver === version && client !== undefined
}

function refusal(caller: Caller, scopes: readonly string[], config: Config): Problem | undefined {
  if (caller.isApp) return new Problem('user_required')
  return clientRefusal(caller, config) ?? missingScopes(caller, scopes, config)
}

function clientRefusal({ clientId = '', agent }: Caller, config: Config): Problem | undefined {
  const { allowedClients, agents } = config
  const isAllowed = allowedClients.size === 0 || allowedClients.has(clientId.toLowerCase())
  return isAllowed && !(agent && agents === 'deny') ? undefined : new Problem('client_refused')
}

function toProblem(error: Error & { code?: string }): Problem {
  if (error instanceof Problem) return error
  return new Problem(error.code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED' ? 'token_expired' : 'token_invalid')
}
