import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { clientRows } from './clients/table.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs/clients')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const index = read('docs/clients/README.md')
const pages = globSync('*.md', { cwd: folder }).filter((page) => page !== 'README.md')

/** What the clients need beside them. */
const peers = ['zod']

t.test('the table of clients has what the tests install, by name and version', async (t) => {
  const { dependencies, devDependencies } = JSON.parse(read('test/clients/package.json'))
  const { packages } = JSON.parse(read('test/clients/package-lock.json'))
  const fromNpm = Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !peers.includes(name))
    .map((name) => {
      const entry = packages[`node_modules/${name}`]
      return `${entry.name ?? name} ${entry.version}`
    })
  const [, sdk] =
    /ModelContextProtocol\.Core" Version="\[([\d.]+)\]/.exec(read('test/clients/dotnet/mcp/mcp.csproj')) ?? []
  const installed = [...fromNpm, `ModelContextProtocol.Core ${sdk}`]
  const listed = new Set(clientRows.map(({ version }) => version))
  t.strictSame([...listed].sort(), installed.sort())
})

t.test('the front page has the table of clients in short', async (t) => {
  const rows = clientRows.map(
    ({ client, page, version, doors }) =>
      `| [${client}](docs/clients/${page}.md) | ${version.replace(/(.+) (.+)/, '`$1` $2')} | ${doors.map((door) => `\`${door}\``).join(', ')} |`
  )
  for (const row of rows) t.match(read('README.md'), row)
})

t.test('the commands of the pages install the versions of the table', async (t) => {
  for (const page of pages) {
    for (const [, name, version] of read(`docs/clients/${page}`).matchAll(
      /((?:@[\w-]+\/)?[\w-]+)@(\d+\.\d+\.\d+)/g
    )) {
      const versions = clientRows.map((row) => row.version)
      t.ok(versions.includes(`${name} ${version}`), `${name} ${version} of ${page}`)
    }
  }
})

t.test('the list of clients leads to every page', async (t) => {
  for (const page of pages) t.match(index, `](${page})`)
})

t.test('a page of a client that the tests do not run says so, and how old its knowledge is', async (t) => {
  const run = new Set([...clientRows.map((row) => `${row.page}.md`), 'agents.md', 'msal-net.md'])
  for (const page of pages.filter((page) => !run.has(page)))
    t.match(read(`docs/clients/${page}`), /^Not run here\. From [\s\S]{0,300}\b20\d\d-\d\d-\d\d/m, page)
})

t.test('the commands for install links make links that hold the configuration of their page', async (t) => {
  const vscode = read('docs/clients/vscode.md')
  const [, link = ''] = /^vscode:mcp\/install\?(.+)$/m.exec(vscode) ?? []
  t.equal(linkOf(vscode), `vscode:mcp/install?${link}`)
  const { name, ...server } = JSON.parse(decodeURIComponent(link))
  t.strictSame(configurationOf(vscode), { servers: { [name]: server } })

  const cursor = read('docs/clients/cursor.md')
  const query = new URL(linkOf(cursor)).searchParams
  const config = JSON.parse(Buffer.from(query.get('config') ?? '', 'base64').toString())
  t.strictSame(configurationOf(cursor), { mcpServers: { [query.get('name') ?? '']: config } })
})

function linkOf(page: string): string {
  const [, command = ''] = /^```sh\n(node -p .+)\n```$/m.exec(page) ?? []
  return execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim()
}

function configurationOf(page: string): unknown {
  const [, json = ''] = /^```json\n(.+)\n```$/m.exec(page) ?? []
  return JSON.parse(json)
}
