import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { startChain } from '../chain.ts'
import { asInShell, programFolder, programOf, replaceToken, runProgram } from './program.ts'
import { type ClientRow, clientRows } from './table.ts'

const run = promisify(execFile)
const chain = await startChain(t)
const signIn = programOf('typescript-sdk', 'sign-in.ts', chain.url)

/** The libraries: the row of the table, the program of its page, and what npm calls a version that is not the only one. */
const libraries = [
  { client: 'TypeScript SDK 2', file: 'graph.ts' },
  { client: 'TypeScript SDK 1', file: 'graph-v1.ts', alias: 'sdk-1-32' },
  { client: 'TypeScript SDK 1.17', file: 'graph-v1.ts', alias: 'sdk-1-17' },
  { client: 'LangChain', file: 'graph.ts' },
  { client: 'Mastra', file: 'graph.ts' },
  { client: 'OpenAI Agents SDK', file: 'graph.ts' },
  { client: 'AI SDK', file: 'graph.ts' }
].map((library) => ({ ...library, row: rowOf(library.client) }))

for (const { client, file, alias, row } of libraries) {
  for (const door of ['/mcp', '/oauth/mcp']) {
    if (row.doors.includes(door)) {
      t.test(`${client} does at ${door} what the table says`, async (t) => {
        const folder = folderFor(t, door)
        const first = await runProgram(t, folder)
        t.ok(first.signIns > 0, first.output)
        await expireAccessToken(folder)
        const second = await runProgram(t, folder)
        const seen = {
          signsIn: yesOrNo(first.signIns === 1),
          lists: yesOrNo(tools.every(({ name }) => first.output.includes(name))),
          calls: yesOrNo(callsBothTools(first.output)),
          refreshes: yesOrNo(second.signIns === 0 && callsBothTools(second.output))
        }
        const { signsIn, lists, calls, refreshes } = row
        t.strictSame(seen, { signsIn, lists, calls, refreshes }, { first, second })
      })
    } else {
      t.test(`${client} refuses the metadata of Entra, and so ${door}`, async (t) => {
        const { output, signIns } = await runProgram(t, folderFor(t, door))
        t.equal(signIns, 0)
        t.match(output, 'does not support S256 code challenge method')
      })
    }
  }

  t.test(`${client} signs in again where Entra no longer takes the refresh token`, async (t) => {
    const folder = folderFor(t, row.doors[0] ?? '')
    await runProgram(t, folder)
    await expireAccessToken(folder)
    replaceToken(folder, 'refresh_token', () => 'revoked')
    const { output, signIns } = await runProgram(t, folder)
    t.equal(signIns, 1)
    t.ok(callsBothTools(output), output)
  })

  function folderFor(t: Test, door: string): string {
    const program = programOf(row.page, file, chain.url).replace(/\/api(\/oauth)?\/mcp'/, `/api${door}'`)
    return programFolder(t, { 'sign-in.ts': signIn, 'graph.ts': program }, alias)
  }
}

t.test('the programs of the pages have no type error', async (t) => {
  const programs = Object.fromEntries([
    ['sign-in.ts', signIn],
    ...libraries.map(({ row, file }) => [`${row.page}-${file}`, programOf(row.page, file, chain.url)])
  ])
  const folder = programFolder(t, programs)
  const compiler = join(import.meta.dirname, '../../node_modules/.bin/tsc')
  const options =
    '--ignoreConfig --noEmit --strict --skipLibCheck --allowImportingTsExtensions --module nodenext --types node'
  const files = Object.keys(programs).map((name) => join(folder, name))
  const checked = run('env', [...asInShell, compiler, ...options.split(' '), ...files])
  const { stdout, stderr } = await checked.catch((error) => error)
  t.equal(stdout + stderr, '')
})

function rowOf(client: string): ClientRow {
  const row = clientRows.find((row) => row.client === client)
  if (!row) throw new Error(`${client} is not in the table of docs/clients/README.md`)
  return row
}

function callsBothTools(output: string): boolean {
  return output.includes('Nancy Davis') && output.includes('Roadmap review')
}

function yesOrNo(truth: boolean): string {
  return truth ? 'yes' : 'no'
}

/** The access token is as it would be an hour later. */
async function expireAccessToken(folder: string): Promise<void> {
  let claims = {}
  replaceToken(folder, 'access_token', (token) => {
    claims = decodeJwt(token)
    return token
  })
  const now = Math.floor(Date.now() / 1000)
  const expired = await chain.entra.sign({ ...claims, iat: now - 7200, nbf: now - 7200, exp: now - 3600 })
  replaceToken(folder, 'access_token', () => expired)
}
