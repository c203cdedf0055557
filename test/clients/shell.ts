import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'

export interface Shell {
  /** Runs a command line and resolves to all that it prints. Rejects if it fails. */
  run(line: string): Promise<string>
  /** Starts a command line that asks for a terminal, which `script` of util-linux is. */
  open(line: string): Program
  /** The environment of its programs. */
  env: Record<string, string>
  /** Writes a file of the home folder. */
  write(path: string, content: string): Promise<void>
}

export interface Program {
  /** Resolves when what the program printed since the last call matches, and to that. Rejects if it ends before. */
  until(text: RegExp): Promise<string>
  type(text: string): void
  /** Ends the program, and resolves to all that it printed. */
  stop(): Promise<string>
  /** Resolves to all that the program printed, when it has ended. Rejects if it has failed. */
  ended(): Promise<string>
}

const patienceMs = 180_000

/** A shell whose home folder is new and empty, which finds the installed clients, and whose browser signs `user` in. */
export async function openShell(t: Test, variables: Record<string, string> = {}): Promise<Shell> {
  const home = await mkdtemp(join(tmpdir(), 'client-'))
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))
  const bin = join(home, '.bin')
  const browser = join(import.meta.dirname, 'browser.ts')
  await mkdir(bin)
  await symlink(browser, join(bin, 'xdg-open'))
  const env = {
    PATH: [bin, join(import.meta.dirname, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    HOME: home,
    BROWSER: browser,
    TERM: 'xterm-256color',
    ...variables
  }

  return {
    env,
    run: (line) => start('bash', ['-c', line], line).ended(),
    open: (line) => start('script', ['-qec', `stty cols 250 rows 60; ${line}`, '/dev/null'], line),
    async write(path, content) {
      const file = join(home, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    }
  }

  function start(command: string, args: string[], line: string): Program {
    // A group of its own, so that what the program starts ends with it.
    const program = spawn(command, args, {
      cwd: home,
      env,
      detached: true,
      stdio: [command === 'script' ? 'pipe' : 'ignore', 'pipe', 'pipe']
    })
    let printed = ''
    let read = 0
    const keep = (chunk: Buffer) => {
      printed += chunk
    }
    program.stdout?.on('data', keep)
    program.stderr?.on('data', keep)
    const { promise: closed, resolve } = Promise.withResolvers<number | null>()
    program.on('close', resolve)
    const timer = setTimeout(() => killGroup(program), patienceMs)
    // What the program left running would keep its output open.
    program.on('exit', () => killGroup(program))
    t.teardown(() => killGroup(program))

    return {
      async until(text) {
        for (;;) {
          const news = printed.slice(read)
          if (text.test(news)) {
            read = printed.length
            return news
          }
          if (program.exitCode !== null || program.signalCode) throw failure(program.exitCode)
          await delay(50)
        }
      },
      type: (text) => void program.stdin?.write(text),
      async stop() {
        killGroup(program)
        await closed
        clearTimeout(timer)
        return printed
      },
      async ended() {
        const code = await closed
        clearTimeout(timer)
        if (code !== 0) throw failure(code)
        return printed
      }
    }

    function failure(code: number | null): Error {
      return new Error(`${line}\nended with ${code ?? 'a signal'}:\n${printed}`)
    }
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
