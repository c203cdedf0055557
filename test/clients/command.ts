import { join } from 'node:path'
import type { Test } from 'tap'

/** A command of this package, and an environment in which its home is empty and its browser signs `user` in. */
export function command(t: Test, name: string): { command: string; env: Record<string, string> } {
  return {
    command: join(import.meta.dirname, 'node_modules/.bin', name),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: t.testdir(),
      BROWSER: join(import.meta.dirname, 'browser.ts'),
      // The inspector opens a browser only where there seems to be one.
      MCP_AUTO_OPEN_ENABLED: 'true'
    }
  }
}
