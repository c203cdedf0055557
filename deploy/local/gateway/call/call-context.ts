import { STATUS_CODES } from 'node:http'
import type { ExpressionContext, Response } from '../expressions/index.ts'
import type { Answer, Call } from './call.ts'
import { contextUrl } from './context-url.ts'

/** The `context` of a call. Expressions read the call's state of that moment. */
export function contextFor(call: Omit<Call, 'context'>): ExpressionContext {
  const { api, operation, request, subscription } = call
  return {
    get Api() {
      return {
        Id: api.id,
        Name: api.name,
        Path: api.path,
        Revision: '1',
        Version: '',
        IsCurrentRevision: true,
        ServiceUrl: contextUrl(call.gateway.backendUrl)
      }
    },
    Deployment: { GatewayId: 'managed', Region: 'local', ServiceId: 'local', ServiceName: 'local' },
    get Elapsed() {
      return Date.now() - call.startedAt
    },
    get LastError() {
      return call.lastError ?? null
    },
    Operation: operation
      ? { Id: operation.id, Method: operation.method, Name: operation.name, UrlTemplate: operation.template }
      : null,
    Product: call.product ? { Id: 'product', Name: 'product' } : null,
    Request: {
      get Method() {
        return request.method
      },
      get Url() {
        return contextUrl(request.backend + request.path + request.query)
      },
      get OriginalUrl() {
        return contextUrl(call.originalUrl)
      },
      get Headers() {
        return request.headers
      },
      MatchedParameters: call.parameters,
      IpAddress: call.clientAddress,
      get Body() {
        return request.body.message
      }
    },
    get Response() {
      return call.response ? contextResponse(call.response) : null
    },
    RequestId: call.id,
    Subscription: subscription ? { Id: subscription.id, Key: subscription.key, Name: subscription.id } : null,
    Timestamp: new Date(call.startedAt),
    Tracing: false,
    User: null,
    Variables: call.variables,
    Trace: (message) => call.record.decide(message)
  }
}

/** A response as expressions see it: in `context.Response`, or in a variable of send-request. */
export function contextResponse({ status, reason, headers, body }: Answer): Response {
  return {
    StatusCode: status,
    StatusReason: reason || (STATUS_CODES[status] ?? ''),
    Headers: headers,
    Body: body.message
  }
}
