import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController
} from 'fastify'
import type { Dispatcher } from 'undici'
import answerHeaders from '../plugins/answer-headers.ts'
import anyOrigin from '../plugins/any-origin.ts'
import auth from '../plugins/auth.ts'
import cors from '../plugins/cors.ts'
import drain from '../plugins/drain.ts'
import errorHandler from '../plugins/error-handler.ts'
import gateway from '../plugins/gateway.ts'
import graph from '../plugins/graph/index.ts'
import headerCopies from '../plugins/header-copies.ts'
import httpRequirements from '../plugins/http-requirements.ts'
import methods from '../plugins/methods.ts'
import openapi from '../plugins/openapi/index.ts'
import openIdConfiguration from '../plugins/openid-configuration.ts'
import readiness from '../plugins/readiness.ts'
import requestLog from '../plugins/request-log.ts'
import signal from '../plugins/signal.ts'
import signingKeys from '../plugins/signing-keys.ts'
import telemetryPlugin from '../plugins/telemetry.ts'
import tokenExchange from '../plugins/token-exchange/index.ts'
import toolLimit from '../plugins/tool-limit.ts'
import { docsRoutes } from '../routes/docs.ts'
import { echoRoutes } from '../routes/echo.ts'
import { helloRoutes } from '../routes/hello.ts'
import { mcpRoute } from '../routes/mcp/index.ts'
import { meRoutes } from '../routes/me.ts'
import { metadataRoutes } from '../routes/metadata.ts'
import { oauthRoutes } from '../routes/oauth/index.ts'
import { statusRoutes } from '../routes/status.ts'
import { toolCallRoutes, toolsRoute } from '../routes/tools.ts'
import type { Config } from './config.ts'
import { answerClientError } from './problems/client-error.ts'
import { Problem, problemDocument } from './problems/problem.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import { tools as registry } from './tools/index.ts'
import type { Tool } from './tools/tool.ts'
import { traceId } from './trace-id.ts'

export interface AppOptions {
  config: Config
  /** Carries all outbound traffic. */
  dispatcher: Dispatcher
  /** The options of pino, or false. */
  logger: NonNullable<FastifyServerOptions['logger']>
  telemetry?: Telemetry | undefined
  /** How many milliseconds late the event loop may be before requests are refused. Without it, none are refused. */
  maxEventLoopDelay?: number | undefined
  /** What to serve instead of the registry. */
  tools?: readonly Tool[]
  /** Whether answers quote Graph's own errors. That helps the author of a tool; a deployment keeps them in its log. */
  explainGraphErrors?: boolean
}

/** Makes the service; `server.ts` makes it listen. */
export async function buildApp({
  config,
  dispatcher: direct,
  logger,
  telemetry,
  maxEventLoopDelay,
  tools = registry,
  explainGraphErrors = false
}: AppOptions) {
  const dispatcher = telemetry ? direct.compose(telemetry.outbound) : direct
  const app = Fastify({
    logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: traceId,
    return503OnClosing: false,
    bodyLimit: 1024 * 1024,
    // The ingress of Container Apps adds the address that it saw to X-Forwarded-For, behind what the client claims.
    ...(config.isBehindIngress && { trustProxy: (_address: string, hop: number) => hop === 0 }),
    // As API Management matches its templates: /mcp, /mcp/ and /MCP are one path at both.
    routerOptions: { ignoreTrailingSlash: true, caseSensitive: false },
    requestTimeout: 60_000,
    // A connection on which nothing moves, such as one whose client does not read.
    connectionTimeout: 60_000,
    // Entra's tokens of the caller, of Graph and of the gateway travel in headers together.
    http: { maxHeaderSize: 32 * 1024, joinDuplicateHeaders: true, requireHostHeader: false },
    clientErrorHandler: answerClientError,
    frameworkErrors: answerBadUrl,
    // Inputs are taken as they are, or refused. TypeBox writes the schemas, so they need no check of their own.
    ajv: {
      customOptions: {
        validateSchema: false,
        removeAdditional: false,
        coerceTypes: false,
        allErrors: false,
        keywords: ['x-mcp-header']
      }
    }
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.removeContentTypeParser('text/plain')

  await app.register(requestLog)
  await app.register(headerCopies)
  await app.register(signal)
  await app.register(errorHandler, { config, tools })
  await app.register(httpRequirements)
  await app.register(methods)
  await app.register(telemetryPlugin, { telemetry })
  await app.register(drain)
  await app.register(readiness, { maxEventLoopDelay })
  await app.register(cors, { config })
  await app.register(anyOrigin, { config })
  await app.register(signingKeys, { config, dispatcher })
  await app.register(openIdConfiguration, { config, dispatcher })
  await app.register(auth, { config })
  await app.register(answerHeaders)
  await app.register(gateway, { config })
  await app.register(toolLimit, { config })
  await app.register(tokenExchange, { config, dispatcher })
  await app.register(graph, { config, dispatcher, explain: explainGraphErrors })
  await app.register(openapi, { config, tools })

  await app.register(async (anyone) => {
    anyone.addHook('onRequest', app.identify)
    await anyone.register(helloRoutes)
    await anyone.register(echoRoutes)
    await anyone.register(statusRoutes)
    await anyone.register(toolsRoute, { config, tools })
    await anyone.register(metadataRoutes, { config, tools })
    await anyone.register(oauthRoutes, { config, dispatcher, tools })
    await anyone.register(docsRoutes, { config, tools })
  })
  await app.register(async (secured) => {
    secured.addHook('onRoute', app.secure)
    await secured.register(meRoutes)
    await secured.register(toolCallRoutes, { config, tools })
    await secured.register(mcpRoute, { config, tools })
  })
  return app
}

/** A path that cannot be decoded never reaches a route, nor the error handler. */
function answerBadUrl(_error: Error, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemDocument(new Problem('not_found'), request.id)
  reply.code(problem.status).type('application/problem+json').send(problem)
}
