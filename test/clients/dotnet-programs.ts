import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import type { Chain } from '../chain.ts'

const run = promisify(execFile)
const programs = join(import.meta.dirname, 'dotnet')
const output = join(import.meta.dirname, '../../.local/dotnet/bin')
const quiet = { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' }

/** Why the .NET programs cannot run here; undefined where they can. */
export async function whyNoDotnet(): Promise<string | undefined> {
  const { stdout } = await run('dotnet', ['--version'], { env: { ...process.env, ...quiet } }).catch(() => ({
    stdout: ''
  }))
  if (!stdout) return 'dotnet is not on the path'
  return Number.parseInt(stdout, 10) < 10 ? `dotnet is ${stdout.trim()}, and must be 10 or later` : undefined
}

/** Restores and builds all programs. A program that is built already costs some seconds. */
export async function buildPrograms(): Promise<void> {
  const options = ['--disable-build-servers', '-verbosity:quiet', '-nologo']
  await run('dotnet', ['build', programs, ...options], { env: { ...process.env, ...quiet } })
}

export interface Machine {
  /** The environment of a program: an empty home, a browser that signs `user` in, and no way out. */
  env: Record<string, string>
  home: string
  /** The hosts outside of this machine that programs asked for in vain. */
  askedFor: string[]
}

/** Makes what a program sees as its machine. It trusts the local Entra alone. */
export async function createMachine(t: Test, { entra }: Chain): Promise<Machine> {
  const home = t.testdir({ bin: {}, ...(entra.ca && { 'ca.pem': entra.ca }) })
  symlinkSync(join(import.meta.dirname, 'browser.ts'), join(home, 'bin/xdg-open'))
  const askedFor: string[] = []
  const proxy = createServer().listen(0, '127.0.0.1')
  proxy.on('connect', ({ url = '' }, socket) => {
    askedFor.push(url)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await once(proxy, 'listening')
  t.teardown(() => proxy.close())
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  return {
    home,
    askedFor,
    env: {
      ...quiet,
      PATH: [join(home, 'bin'), process.env.PATH].join(delimiter),
      HOME: home,
      HTTPS_PROXY: address,
      HTTP_PROXY: address,
      NO_PROXY: 'localhost,127.0.0.1',
      ...(entra.ca && {
        SSL_CERT_FILE: join(home, 'ca.pem'),
        NODE_EXTRA_CA_CERTS: join(home, 'ca.pem')
      })
    }
  }
}

/** Runs a program to its end, and returns what it printed: JSON, a value in each line. */
export async function runProgram(
  { env, home }: Machine,
  name: string,
  settings: string,
  ...args: string[]
): Promise<unknown[]> {
  const file = join(home, 'settings.json')
  writeFileSync(file, settings)
  const { stdout } = await run('dotnet', [dll(name), file, ...args], { env, cwd: home, timeout: 180_000 })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** Starts a web service that reads its settings from its folder, and waits until it answers. */
export async function startService(
  t: Test,
  { env, home }: Machine,
  name: string,
  { port, settings, variables }: { port: number; settings: string; variables: Record<string, string> }
): Promise<void> {
  const folder = join(home, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'appsettings.json'), settings)
  const service = spawn('dotnet', [dll(name), '--urls', `http://127.0.0.1:${port}`], {
    cwd: folder,
    env: {
      ...env,
      ...variables,
      Logging__LogLevel__Default: 'Warning',
      'Logging__LogLevel__Microsoft.Hosting': 'Information'
    },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.teardown(async () => {
    service.kill('SIGTERM')
    if (service.exitCode === null) await once(service, 'exit')
  })
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    service.stdout.on('data', (chunk) => {
      printed += chunk
      if (printed.includes('Application started')) resolve()
    })
    service.on('exit', () => reject(new Error(`The service ended: ${printed}`)))
  })
}

function dll(name: string): string {
  return join(output, name, 'debug', `${name}.dll`)
}
