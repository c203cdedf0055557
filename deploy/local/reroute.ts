import type { Dispatcher } from 'undici'

/** Makes an undici interceptor that sends calls of each listed origin to its loopback address, and refuses all others. */
export function reroute(routes: Record<string, string>): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const origin = String(options.origin)
    const to = routes[origin]
    if (!to) throw new Error(`The local chain calls no other host: ${origin} is refused.`)
    return dispatch({ ...options, origin: to }, handler)
  }
}
