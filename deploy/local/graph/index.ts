import type { Faults } from '../faults.ts'

export interface Graph {
  url: string
  faults: Faults
  requests: { method: string; path: string; status: number }[]
  close(): Promise<void>
}

export async function startGraph(_options: { port: number; keysUrl: string }): Promise<Graph> {
  throw new Error('not yet')
}
