import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import type { Test } from 'tap'
import type { Entra } from '../../deploy/local/entra/index.ts'
import { freePort } from '../../deploy/local/free-port.ts'
import { authorize } from '../../deploy/local/sign-in.ts'
import { blocksOf } from './page.ts'

const modules = join(import.meta.dirname, 'node_modules')

/** Before a command, has it run as in a shell: tap gives every process of a test its own options of Node. */
export const asInShell = ['-u', 'NODE_OPTIONS']

/** The block of a page that begins with the name of the file. */
export function programOf(page: string, file: string, apiUrl: string, clientId?: string): string {
  const program = blocksOf(page, apiUrl, clientId).find((block) => block.startsWith(`// ${file}\n`))
  if (!program) throw new Error(`docs/clients/${page}.md has no program ${file}`)
  return program
}

/** A folder like a reader's: programs beside the libraries. `alias` is what npm calls the version of the SDK to use. */
export function programFolder(t: Test, programs: Record<string, string>, alias?: string): string {
  return t.testdir({
    ...programs,
    node_modules: alias
      ? { '@modelcontextprotocol': { sdk: t.fixture('symlink', join(modules, alias)) } }
      : t.fixture('symlink', modules)
  })
}

/** Runs `graph.ts` on a port of its own, and signs `user` in as often as it asks, as a person with a browser would. */
export async function runProgram(t: Test, folder: string): Promise<{ output: string; signIns: number }> {
  await listenOn(await freePort(), folder)
  const { promise, resolve } = Promise.withResolvers<void>()
  const command = [...asInShell, process.execPath, 'graph.ts']
  const options = { cwd: folder, timeout: 180_000, killSignal: 'SIGKILL' } as const
  const child = execFile('env', command, options, () => resolve())
  t.teardown(() => child.kill('SIGKILL'))
  let output = ''
  let signIns = 0
  child.stderr?.on('data', (text) => {
    output += text
  })
  child.stdout?.on('data', (text) => {
    output += text
    const [, address] = /^Sign in: (.*)$/m.exec(text) ?? []
    if (!address) return
    signIns += 1
    authorize(address, 'user')
      .then((answer) => fetch(answer))
      .catch((error) => {
        output += error
        child.kill('SIGKILL')
      })
  })
  await promise
  return { output, signIns }
}

export function callsBothTools(output: string): boolean {
  return output.includes('Nancy Davis') && output.includes('Roadmap review')
}

/** The access token is as it would be an hour later. */
export async function expireAccessToken(folder: string, entra: Entra): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now - 7200, nbf: now - 7200, exp: now - 3600 }
  const expired = await entra.sign({ ...decodeJwt(accessTokenOf(folder)), ...times })
  replaceToken(folder, 'access_token', () => expired)
}

export function accessTokenOf(folder: string): string {
  let token = ''
  replaceToken(folder, 'access_token', (old) => {
    token = old
    return old
  })
  return token
}

/** The tokens that a program keeps in `tokens.json`: JSON, which may hold JSON in its texts. */
export function replaceToken(folder: string, kind: string, replace: (token: string) => string): void {
  const file = join(folder, 'tokens.json')
  const pattern = new RegExp(`(${kind}\\\\*":\\\\*")([^"\\\\]+)`, 'g')
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replace(pattern, (_all, before, token) => before + replace(token))
  )
}

/** Entra ignores the port of a loopback address; the pages have a fixed one, which may be taken here. */
async function listenOn(port: number, folder: string): Promise<void> {
  for (const file of ['sign-in.ts', 'graph.ts']) {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(/http:\/\/localhost:\d+\/callback/, `http://localhost:${port}/callback`))
  }
}
