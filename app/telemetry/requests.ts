import { FastifyOtelInstrumentation } from '@fastify/otel'
import type { Attributes, Histogram } from '@opentelemetry/api'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { ProblemCode } from '../problems/codes.ts'
import { toolAttributes } from './outcome.ts'

/** A span and a measurement of each request but the probes; the trace id of the span is the id of the request. */
export function createRequests(duration: Histogram, tools: Histogram): FastifyPluginAsync {
  const instrumentation = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    instrumentHandler: false,
    recordExceptions: false,
    requestHook(span, request) {
      span.updateName([request.method, request.routeOptions.url].filter(Boolean).join(' '))
      request.id = span.spanContext().traceId
    }
  })

  return fp(
    async (app) => {
      app.addHook('onRoute', (route) => {
        if (route.config?.probe) route.config = { ...route.config, otel: false }
      })
      await app.register(instrumentation.plugin())

      app.addHook('onSend', (request, reply, _payload, done) => {
        request.opentelemetry().span?.setAttributes(outcome(request, reply))
        done()
      })
      app.addHook('onResponse', (request, reply, done) => {
        const { config, url } = request.routeOptions
        if (config.probe) return done()
        const seconds = reply.elapsedTime / 1000
        duration.record(seconds, {
          'http.request.method': request.method,
          'http.response.status_code': reply.statusCode,
          ...(url && { 'http.route': url }),
          ...outcome(request, reply)
        })
        if (config.tool) tools.record(seconds, toolAttributes(config.tool, codeOf(request)))
        done()
      })
    },
    { name: 'request-telemetry', dependencies: ['request-log'] }
  )
}

function outcome(request: FastifyRequest, reply: FastifyReply): Attributes {
  const code = codeOf(request)
  const { tool } = request.routeOptions.config
  return {
    ...(tool && { 'gen_ai.tool.name': tool }),
    ...(code !== undefined && { code }),
    ...(reply.statusCode >= 400 && { 'error.type': String(code ?? reply.statusCode) })
  }
}

function codeOf({ logFields }: FastifyRequest) {
  return logFields.code as ProblemCode | number | undefined
}
