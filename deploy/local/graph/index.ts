import { createFaults, type Faults } from '../faults.ts'
import { listenOnLoopback, type SeenRequest } from '../loopback-server.ts'
import { createHandler } from './handler.ts'
import { createTokenReader } from './read-token.ts'

export interface Graph {
  url: string
  faults: Faults
  /** The last requests, without their bodies. */
  requests: SeenRequest[]
  close(): Promise<void>
}

/** Starts the local stand-in for Microsoft Graph v1.0 on loopback. `keysUrl` is the JWKS that verifies its tokens. */
export async function startGraph({ port, keysUrl }: { port: number; keysUrl: string }): Promise<Graph> {
  const faults = createFaults()
  const readToken = createTokenReader(keysUrl)
  const { url, requests, close } = await listenOnLoopback(port, faults, () => createHandler(readToken))
  return { url, faults, requests, close }
}
