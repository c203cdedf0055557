import { execFileSync } from 'node:child_process'
import { cpSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../../node_modules/.cache/bench-mcp')

/** Installs the other servers, as `peers/package-lock.json` fixes them, where `start` finds them. */
export function installPeers() {
  cpSync(join(import.meta.dirname, 'peers'), folder, { recursive: true })
  // npm takes a folder behind a symbolic link for a package of another one.
  const real = realpathSync(folder)
  execFileSync('npm', ['ci', '--prefix', real, '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 'ignore', 'inherit']
  })
}
