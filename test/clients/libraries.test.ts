import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { authorize } from '../../deploy/local/sign-in.ts'
import { startChain } from '../chain.ts'
import { blocksOf } from './page.ts'
import { type ClientRow, clientRows } from './table.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const modules = join(import.meta.dirname, 'node_modules')
/** Runs a program as a shell would: tap gives every process of a test its own options of Node. */
const asShell = ['-u', 'NODE_OPTIONS']
const doors = ['/mcp', '/oauth/mcp']
const chain = await startChain(t)

/** The libraries: the row of the table, the program of its page, and its package where npm has it by another name. */
const libraries = [
  { client: 'TypeScript SDK 2', file: 'graph.ts' },
  { client: 'TypeScript SDK 1', file: 'graph-v1.ts', alias: 'sdk-1-32' },
  { client: 'TypeScript SDK 1.17', file: 'graph-v1.ts', alias: 'sdk-1-17' },
  { client: 'LangChain', file: 'graph.ts' },
  { client: 'Mastra', file: 'graph.ts' },
  { client: 'OpenAI Agents SDK', file: 'graph.ts' },
  { client: 'AI SDK', file: 'graph.ts' }
]

for (const { client, file, alias } of libraries) {
  const row = rowOf(client)
  for (const door of doors) {
    if (!row.doors.includes(door)) {
      t.test(`${client} refuses Entra's own metadata, so it does not sign in at ${door}`, async (t) => {
        const { output, signIns } = await runProgram(folder(t, row.page, file, door, alias))
        t.equal(signIns, 0)
        t.match(output, 'does not support S256 code challenge method')
      })
      continue
    }

    t.test(`${client} does at ${door} what the table says`, async (t) => {
      const place = folder(t, row.page, file, door, alias)
      const first = await runProgram(place)
      await expireAccessToken(place)
      const second = await runProgram(place)
      t.strictSame(
        {
          signsIn: yesOrNo(first.signIns === 1),
          lists: yesOrNo(tools.every(({ name }) => first.output.includes(name))),
          calls: yesOrNo(callsBothTools(first.output)),
          refreshes: yesOrNo(second.signIns === 0 && callsBothTools(second.output))
        },
        { signsIn: row.signsIn, lists: row.lists, calls: row.calls, refreshes: row.refreshes },
        { outputs: [first.output, second.output] }
      )
    })
  }

  t.test(`${client} signs in again where Entra no longer takes the refresh token`, async (t) => {
    const place = folder(t, row.page, file, row.doors[0] ?? '', alias)
    await runProgram(place)
    await expireAccessToken(place)
    replaceToken(place, 'refresh_token', () => 'revoked')
    const { output, signIns } = await runProgram(place)
    t.equal(signIns, 1)
    t.ok(callsBothTools(output), output)
  })
}

t.test('the programs of the pages have no type error', async (t) => {
  const programs = Object.fromEntries([
    ['sign-in.ts', programOf('typescript-sdk', 'sign-in.ts')],
    ...libraries.map(({ client, file }) => {
      const { page } = rowOf(client)
      return [`${page}-${file}`, programOf(page, file)]
    })
  ])
  const place = t.testdir({ ...programs, node_modules: t.fixture('symlink', modules) })
  const options =
    '--ignoreConfig --noEmit --strict --skipLibCheck --allowImportingTsExtensions --module nodenext --types node'
  const files = Object.keys(programs).map((name) => join(place, name))
  const command = [...asShell, join(root, 'node_modules/.bin/tsc'), ...options.split(' '), ...files]
  const { stdout, stderr } = await run('env', command).catch((error) => error)
  t.equal(stdout + stderr, '')
})

function rowOf(client: string): ClientRow {
  const row = clientRows.find((row) => row.client === client)
  if (!row) throw new Error(`${client} is not in the table of docs/clients/README.md`)
  return row
}

/** A folder like a reader's: the programs of the page, and the library. */
function folder(t: Test, page: string, file: string, door: string, alias?: string): string {
  return t.testdir({
    'sign-in.ts': programOf('typescript-sdk', 'sign-in.ts'),
    'graph.ts': programOf(page, file).replace(/\/api(\/oauth)?\/mcp'/, `/api${door}'`),
    node_modules: alias
      ? { '@modelcontextprotocol': { sdk: t.fixture('symlink', join(modules, alias)) } }
      : t.fixture('symlink', modules)
  })
}

/** The block of a page that begins with the name of the file. */
function programOf(page: string, file: string): string {
  const program = blocksOf(page, chain.url).find((block) => block.startsWith(`// ${file}\n`))
  if (!program) throw new Error(`docs/clients/${page}.md has no program ${file}`)
  return program
}

/** Runs `graph.ts`, and signs `user` in as often as it asks, as a person with a browser would. */
async function runProgram(cwd: string): Promise<{ output: string; signIns: number }> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const child = execFile('env', [...asShell, process.execPath, 'graph.ts'], { cwd, timeout: 60_000 }, () =>
    resolve()
  )
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
        child.kill()
      })
  })
  await promise
  return { output, signIns }
}

function callsBothTools(output: string): boolean {
  return output.includes('Nancy Davis') && output.includes('Roadmap review')
}

function yesOrNo(truth: boolean): string {
  return truth ? 'yes' : 'no'
}

/** The access token is as it would be an hour later. */
async function expireAccessToken(place: string): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  let token = ''
  replaceToken(place, 'access_token', (old) => {
    token = old
    return old
  })
  const times = { iat: now - 7200, nbf: now - 7200, exp: now - 3600 }
  const expired = await chain.entra.sign({ ...decodeJwt(token), ...times })
  replaceToken(place, 'access_token', () => expired)
}

/** The file holds JSON, which may hold JSON in its texts. */
function replaceToken(place: string, kind: string, replace: (token: string) => string): void {
  const file = join(place, 'tokens.json')
  const text = readFileSync(file, 'utf8')
  const pattern = new RegExp(`(${kind}\\\\*":\\\\*")([^"\\\\]+)`, 'g')
  writeFileSync(
    file,
    text.replace(pattern, (_all, before, token) => before + replace(token))
  )
}
