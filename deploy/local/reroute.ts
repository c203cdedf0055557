import type { Dispatcher } from 'undici'

/** Creates an undici interceptor that sends calls for the listed origins to loopback and refuses all others. */
export function reroute(routes: Record<string, string>): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const origin = String(options.origin)
    const to = routes[origin]
    if (!to)
      throw new Error(`The local chain does not call ${origin}: only the origins in stack.ts are allowed.`)
    return dispatch({ ...options, origin: to }, handler)
  }
}
