import { setTimeout as wait } from 'node:timers/promises'

/** How long requests in flight may still take after the drain: as long as a client may take to send one. */
export const closeMilliseconds = 60_000

/** What ends with the service. */
export interface Running {
  app: { close(): Promise<unknown>; server: { closeAllConnections(): void } }
  dispatcher: { destroy(): Promise<void> }
  telemetry?: { stop(): Promise<void> } | undefined
}

/**
 * Ends the service when what is in flight has been answered, or cuts it off after so many milliseconds and throws. What
 * was measured is sent in either case.
 */
export async function shutDown({ app, dispatcher, telemetry }: Running, milliseconds: number): Promise<void> {
  try {
    await closeWithin(app, milliseconds)
  } finally {
    try {
      await telemetry?.stop()
    } finally {
      await dispatcher.destroy()
    }
  }
}

async function closeWithin(app: Running['app'], milliseconds: number): Promise<void> {
  const closed = app.close().then(() => true)
  const inTime = await Promise.race([closed, wait(milliseconds, false, { ref: false })])
  if (inTime) return
  app.server.closeAllConnections()
  throw new Error(`Requests were cut off: they were in flight ${milliseconds / 1000} s after the drain.`)
}
