import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readNames } from '../../deploy/command-line.ts'
import { clientRows } from './table.ts'

const folder = import.meta.dirname
const names = globSync('*.test.ts', { cwd: folder }).map((file) => basename(file, '.test.ts'))

const chosen = readNames({
  about:
    'Installs MCP clients, as package-lock.json fixes them, and tests that they work as docs/clients/ says.',
  usage: 'npm run test:clients -- [NAME...]',
  names: names.sort()
})
const skipped = names.filter((name) => chosen.length > 0 && !chosen.includes(name))
if (skipped.length > 0) console.log(`Skipped: ${skipped.join(', ')}.`)

const omitted = chosen.length > 0 && !chosen.some(isLarge) ? ['--omit=dev'] : []
run('npm', 'ci', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...omitted)
run('tap', ...names.filter((name) => !skipped.includes(name)).map((name) => join(folder, `${name}.test.ts`)))

/** The agents that take hundreds of megabytes are development dependencies, so that the others install without them. */
function isLarge(name: string): boolean {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return clientRows.some(
    ({ page, version }) => page === name && version.replace(/ .*/, '') in devDependencies
  )
}

function run(command: string, ...args: string[]): void {
  try {
    execFileSync(command, args, { stdio: 'inherit' })
  } catch {
    // The command has said why.
    process.exit(1)
  }
}
