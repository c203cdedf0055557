import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'

const run = promisify(execFile)
const project = join(import.meta.dirname, '../../..')

/** An environment of azd: named values, which hooks read as variables and change with `azd env set`. */
export interface AzdEnvironment {
  values(): Promise<Record<string, string>>
  set(values: Record<string, string>): Promise<void>
  /** Runs a hook of azure.yaml as azd does, and gives what it printed; an empty string where there is no such hook. */
  runHook(name: string): Promise<string>
  /** Runs a command in a shell, as an operator would, and gives what it printed. */
  runCommand(command: string, env?: Record<string, string>): Promise<string>
}

/**
 * Creates an environment in a folder. Its hooks find a stand-in of azd, which knows the verbs that they use, and of
 * `npm ci`, because the packages of this checkout are in use.
 */
export async function createAzdEnvironment(
  folder: string,
  initial: Record<string, string>
): Promise<AzdEnvironment> {
  const file = join(folder, 'environment.json')
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  await writeCommand(
    bin,
    'azd',
    `exec "${process.execPath}" "${join(import.meta.dirname, 'azd.ts')}" "${file}" "$@"`
  )
  await writeCommand(bin, 'az', `exec "${process.execPath}" "${join(import.meta.dirname, 'az.ts')}" "$@"`)
  await writeCommand(bin, 'npm', `[ "$1" = ci ] && exit 0\nexec "${pathOf('npm')}" "$@"`)
  await writeFile(file, JSON.stringify(initial))

  return {
    values,
    async set(more) {
      await writeFile(file, JSON.stringify({ ...(await values()), ...more }))
    },
    async runHook(name) {
      const { hooks } = parse(await readFile(join(project, 'azure.yaml'), 'utf8')) as Definition
      const hook = hooks?.[name]?.posix
      return hook ? runCommand(hook.run, await values(), hook.shell) : ''
    },
    runCommand
  }

  async function runCommand(command: string, given: Record<string, string> = {}, shell = 'sh') {
    const env = { ...inherited(), ...given, PATH: `${bin}${delimiter}${process.env.PATH}` }
    const { stdout } = await run(shell, ['-c', command], { cwd: project, env })
    return stdout
  }

  async function values(): Promise<Record<string, string>> {
    return JSON.parse(await readFile(file, 'utf8'))
  }
}

interface Definition {
  hooks?: Record<string, { posix?: { shell: string; run: string } }>
}

/** Of this process's own environment, only what any program needs. */
function inherited(): Record<string, string> {
  const names = ['HOME', 'LANG', 'TMPDIR']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

function pathOf(program: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.map((folder) => join(folder, program)).find((file) => existsSync(file))
  if (!found) throw new Error(`The rehearsal needs ${program} on the path.`)
  return found
}

async function writeCommand(folder: string, name: string, script: string): Promise<void> {
  const file = join(folder, name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}
