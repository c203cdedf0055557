import type { Call } from '../../call/call.ts'
import { display, toHost, type Url } from '../../expressions/index.ts'
import { Dictionary } from './values.ts'

/** The `context` that the set-body reference lists, and the members that published templates also read. */
export function liquidContext({ context, variables, parameters, request, response, originalMethod }: Call) {
  const { Request } = context
  return {
    Request: {
      Url: urlOf(Request.Url),
      Method: request.method,
      OriginalMethod: originalMethod,
      OriginalUrl: urlOf(Request.OriginalUrl),
      IpAddress: Request.IpAddress,
      MatchedParameters: new Dictionary(parameters),
      HasBody: Request.Body !== null,
      Headers: new Dictionary(request.headers, true)
    },
    Response: response && { StatusCode: response.status, Headers: new Dictionary(response.headers, true) },
    Variables: new Dictionary(new Map([...variables].map(([name, value]) => [name, hostValue(value)])))
  }
}

function urlOf({ Query, ...url }: Url) {
  return { ...url, Query: new Dictionary(Query) }
}

// JSON and collections become objects. Numbers, dates and other values become the text that C# gives them.
function hostValue(value: unknown) {
  const host = toHost(value)
  return typeof host === 'object' || typeof host === 'boolean' ? host : display(value)
}
