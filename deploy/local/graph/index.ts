import { cloudsByName } from '../../../app/clouds.ts'
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

export interface GraphOptions {
  port: number
  /** The JWKS that verifies its tokens. */
  keysUrl: string
  /** The address by which its clients know it, and which their tokens name; that of the public cloud by default. */
  publicUrl?: string
}

/** Starts the local stand-in for Microsoft Graph v1.0 on loopback. */
export async function startGraph({
  port,
  keysUrl,
  publicUrl = cloudsByName.AzureCloud.graphUrl
}: GraphOptions): Promise<Graph> {
  const faults = createFaults()
  const readToken = createTokenReader(keysUrl, publicUrl)
  const { url, requests, close } = await listenOnLoopback(port, faults, () =>
    createHandler(readToken, publicUrl)
  )
  return { url, faults, requests, close }
}
