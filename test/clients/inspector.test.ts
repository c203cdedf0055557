import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { tools } from '../../app/tools/index.ts'
import { freePort } from '../../deploy/local/free-port.ts'
import { startChain } from '../chain.ts'
import { command } from './command.ts'
import { drive } from './drive.ts'
import { openShell } from './shell.ts'

const run = promisify(execFile)
const chain = await startChain(t)
const bearer = ['--header', `Authorization: Bearer ${await chain.token()}`]
const { command: inspector, env } = command(t, 'mcp-inspector')

for (const era of ['legacy', 'modern']) {
  t.test(`the inspector of the ${era} era finds the schemas of all tools portable`, async (t) => {
    const { result, complaints } = await inspect(era, bearer, 'tools/list', '--strict')
    t.same(
      result.tools.map(({ name }: { name: string }) => name),
      tools.map(({ name }) => name)
    )
    t.equal(complaints, '')
  })

  t.test(`the inspector of the ${era} era calls a tool`, async (t) => {
    const { result } = await inspect(era, bearer, 'tools/call', '--tool-name', 'get_my_profile')
    t.match(result, { structuredContent: { displayName: 'Nancy Davis' } })
  })

  t.test(`the inspector of the ${era} era exits in failure where a tool fails`, async (t) => {
    const failure = inspect(era, bearer, 'tools/call', '--tool-name', 'hello', '--tool-arg', 'nobody=1')
    await t.rejects(failure, { code: 5 })
  })
}

drive(t, 'MCP inspector', async (t, { blocks: [line = ''] }) => {
  const shell = await openShell(t, { MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' })
  // The installed one stands for what npx would download, and a free port for its own.
  const command = line
    .trim()
    .replace(/npx -y \S+/, 'mcp-inspector')
    .replace('localhost:6276', `localhost:${await freePort()}`)
  const call = (tool: string) => shell.run(command.replace('get_my_profile', tool))
  return {
    signIn: () => call('get_status'),
    list: () => shell.run(command.replace(/tools\/call .*/, 'tools/list')),
    call
  }
})

/** What the inspector prints; rejects with its exit code. */
async function inspect(era: string, identity: string[], method: string, ...args: string[]) {
  const server = ['--server-url', chain.config.resource, '--transport', 'http', '--protocol-era', era]
  const running = run(
    inspector,
    ['--cli', ...server, ...identity, '--method', method, ...args, '--format', 'json'],
    { env, timeout: 120_000 }
  )
  // It asks before it signs in for more than it has.
  running.child.stdin?.end('y\n')
  const { stdout, stderr } = await running
  return { ...JSON.parse(stdout), complaints: stderr }
}
