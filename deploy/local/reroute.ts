import type { Dispatcher } from 'undici'

/** An undici interceptor that sends each listed origin to its loopback address, and refuses every other. */
export function reroute(routes: Record<string, string>): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const origin = String(options.origin)
    const to = routes[origin]
    if (!to) throw new Error(`The local chain calls nothing outside of it: ${origin} is refused.`)
    return dispatch({ ...options, origin: to }, handler)
  }
}
