import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { freePort } from '../../../deploy/local/free-port.ts'

const root = join(import.meta.dirname, '../../..')
const run = promisify(execFile)

t.test('the commands of the README print what the README shows', { timeout: 60_000 }, async (t) => {
  const [GATEWAY_PORT, PORT, ENTRA_PORT, GRAPH_PORT] = (
    await Promise.all([freePort(), freePort(), freePort(), freePort()])
  ).map(String)
  const env = { ...process.env, GATEWAY_PORT, PORT, ENTRA_PORT, GRAPH_PORT } as Record<string, string>
  // The script of `npm start`: npm itself would hide how the process ends.
  const chain = spawn('node', ['deploy/local/start.ts'], { cwd: root, env })
  t.teardown(() => chain.kill('SIGKILL'))
  let printed = ''
  await new Promise<void>((resolve) => {
    chain.stdout.on('data', (chunk) => {
      printed += chunk
      if (/curl -s .*\n/.test(printed)) resolve()
    })
  })
  t.match(printed, /ready in \d+ ms/)
  for (const port of [GATEWAY_PORT, PORT, ENTRA_PORT, GRAPH_PORT])
    t.match(printed, `http://localhost:${port}`)

  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const configuration = String(/^ *(\{"servers".*)$/m.exec(printed)?.[1])
  t.match(readme, configuration.replace(`:${GATEWAY_PORT}`, ':8080'))
  const shown = /^\{"id".*$/m.exec(readme)?.[0]
  const offered = String(/curl -s .*$/m.exec(printed))
  const written = String(/^curl -s .*$/m.exec(readme)).replace(':8080', `:${GATEWAY_PORT}`)
  for (const command of [offered, written]) {
    const { stdout } = await run('bash', ['-c', command], { cwd: root, env })
    t.equal(stdout, shown, command)
  }

  const exited = once(chain, 'exit')
  chain.kill('SIGINT')
  t.same(await exited, [0, null], 'Ctrl-C ends it cleanly')
})

t.test('a port in use is one sentence and exit code 1', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  for (const name of ['GATEWAY_PORT', 'PORT', 'ENTRA_PORT', 'GRAPH_PORT']) {
    const ports = { GATEWAY_PORT: '0', PORT: '0', ENTRA_PORT: '0', GRAPH_PORT: '0', [name]: String(port) }
    const env = { ...process.env, ...ports }
    const failure = await run('node', ['deploy/local/start.ts'], { cwd: root, env }).catch((error) => error)
    t.equal(failure.code, 1, name)
    t.match(failure.stderr, new RegExp(`^Port ${port} is in use: .*\\n$`))
  }
})
