import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const children = new Set<ChildProcess>()
process.on('exit', stopAll)
const bundles = join(import.meta.dirname, '../../node_modules/.cache/bench')

/** Bundles what is measured, as the image is: nothing runs from TypeScript. */
export async function bundle(...files: string[]) {
  await build({
    entryPoints: files.map((file) => join(import.meta.dirname, file)),
    outdir: bundles,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    define: { __dirname: 'import.meta.dirname' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
    },
    logLevel: 'error'
  })
}

/** Starts a file of this folder in a process of its own, on one processor where the machine has `taskset`. */
export function start(file: string, environment: Record<string, string>, cpu?: number): ChildProcess {
  const command = ['node', file.endsWith('.ts') ? join(import.meta.dirname, file) : join(bundles, file)]
  const [program = '', ...args] = cpu === undefined ? command : ['taskset', '-c', String(cpu), ...command]
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', ...environment }
  const child = spawn(program, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.add(child)
  // What waits for a process that has failed would wait for ever.
  child.once('exit', (code) => {
    if (!code) return
    console.error(`${file} ended with exit code ${code}.`)
    stopAll()
    process.exit(1)
  })
  return child
}

export function stopAll() {
  for (const child of children) child.kill('SIGKILL')
}

/** Milliseconds from now until the address answers 200. */
export async function answering(url: string): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return performance.now() - startedAt
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Resident memory in MB, as the kernel counts it. */
export async function residentMegabytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** The processor time that a process has used so far, in microseconds. */
export async function processorMicroseconds({ pid }: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  const ticks = Number(fields[11]) + Number(fields[12])
  return ticks * 10_000
}
