import { type Histogram, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Dispatcher } from 'undici'

/**
 * Makes a client span of each call, by its method and host alone: paths and queries of Graph are the user's. The span
 * begins when the call is made. Undici's own channels speak later, when a connection is free, and then perhaps within
 * another caller's request.
 */
export function createOutbound(duration: Histogram): Dispatcher.DispatcherComposeInterceptor {
  const tracer = trace.getTracer('outbound')

  return (dispatch) => (options, handler) => {
    const { protocol, hostname, port } = new URL(String(options.origin))
    const attributes: Record<string, string | number> = {
      'http.request.method': options.method,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80)
    }
    const span = tracer.startSpan(options.method, { kind: SpanKind.CLIENT, attributes })
    const startedAt = performance.now()
    const headers = { ...(options.headers as Record<string, string>), traceparent: traceparentOf(span) }

    return dispatch(
      { ...options, headers },
      {
        onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
        onResponseStart(controller, status, responseHeaders, message) {
          attributes['http.response.status_code'] = status
          if (status >= 400) attributes['error.type'] = String(status)
          handler.onResponseStart?.(controller, status, responseHeaders, message)
        },
        onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
        onResponseEnd(controller, trailers) {
          end()
          handler.onResponseEnd?.(controller, trailers)
        },
        onResponseError(controller, error) {
          attributes['error.type'] = nameOf(error)
          end()
          handler.onResponseError?.(controller, error)
        }
      }
    )

    function end() {
      if ('error.type' in attributes) span.setStatus({ code: SpanStatusCode.ERROR })
      span.setAttributes(attributes).end()
      duration.record((performance.now() - startedAt) / 1000, attributes)
    }
  }
}

/** The code of a system error, or the name of any other: the code of a DOMException is only a number. */
function nameOf(error: Error & { code?: unknown }): string {
  return typeof error.code === 'string' ? error.code : error.name
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`
}
