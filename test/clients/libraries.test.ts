import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { startChain } from '../chain.ts'
import { rowOf, yesOrNo } from './drive.ts'
import { doors, through } from './page.ts'
import {
  asInShell,
  callsBothTools,
  expireAccessToken,
  programFolder,
  programOf,
  replaceToken,
  runProgram
} from './program.ts'

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
  for (const door of doors) {
    if (row.doors.includes(door)) {
      t.test(`${client} does at ${door} what the table says`, async (t) => {
        const folder = folderFor(t, door)
        const first = await runProgram(t, folder)
        t.ok(first.signIns > 0, first.output)
        await expireAccessToken(folder, chain.entra)
        const second = await runProgram(t, folder)
        await expireAccessToken(folder, chain.entra)
        replaceToken(folder, 'refresh_token', () => 'revoked')
        const third = await runProgram(t, folder)
        const seen = {
          signsIn: yesOrNo(first.signIns === 1),
          lists: yesOrNo(tools.every(({ name }) => first.output.includes(name))),
          calls: yesOrNo(callsBothTools(first.output)),
          refreshes: yesOrNo(second.signIns === 0 && callsBothTools(second.output))
        }
        const { signsIn, lists, calls, refreshes } = row
        t.strictSame(seen, { signsIn, lists, calls, refreshes }, { first, second })
        t.equal(third.signIns, 1, 'a refresh token that Entra no longer takes leads to the sign-in')
        t.ok(callsBothTools(third.output), third.output)
      })
    } else {
      t.test(`${client} refuses the metadata of Entra, and so ${door}`, async (t) => {
        const { output, signIns } = await runProgram(t, folderFor(t, door))
        t.equal(signIns, 0)
        t.match(output, 'does not support S256 code challenge method')
      })
    }
  }

  function folderFor(t: Test, door: string): string {
    const program = through(door, programOf(row.page, file, chain.url))
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
