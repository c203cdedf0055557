import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import t from 'tap'
import { freePort } from '../../../deploy/local/free-port.ts'
import { defaultPorts } from '../../../deploy/local/ports.ts'

const root = join(import.meta.dirname, '../../..')
const run = promisify(execFile)

t.test('the commands of the README print what the README shows', { timeout: 60_000 }, async (t) => {
  const [GATEWAY_PORT, PORT, ENTRA_PORT, GRAPH_PORT] = (
    await Promise.all([freePort(), freePort(), freePort(), freePort()])
  ).map(String)
  const env = { ...process.env, GATEWAY_PORT, PORT, ENTRA_PORT, GRAPH_PORT } as Record<string, string>
  // The script of `npm start` is run directly, because npm would hide the exit code and the signal.
  const chain = spawn('node', ['deploy/local/start.ts'], { cwd: root, env })
  t.teardown(() => chain.kill('SIGKILL'))
  const printed = await announcementOf(chain)
  t.match(printed, /ready in \d+ ms/)
  for (const port of [GATEWAY_PORT, PORT, ENTRA_PORT, GRAPH_PORT])
    t.match(printed, `http://localhost:${port}`)

  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const configuration = String(/^ *(\{"servers".*)$/m.exec(printed)?.[1])
  t.match(readme, configuration.replace(`:${GATEWAY_PORT}`, ':8080'))
  const shown = /^\{"id".*$/m.exec(readme)?.[0]
  const offered = String(/curl -s .*$/m.exec(printed))
  const written = String(/^curl -s .*$/m.exec(readme)).replace(':8080', `:${GATEWAY_PORT}`)
  t.match(offered, `ENTRA_PORT=${ENTRA_PORT} npm run`)
  for (const [command, environment] of [
    [offered, process.env],
    [written, env]
  ] as const) {
    const { stdout } = await run('bash', ['-c', command], { cwd: root, env: environment })
    t.equal(stdout, shown, command)
  }

  const exited = once(chain, 'exit')
  chain.kill('SIGINT')
  t.same(await exited, [0, null], 'Ctrl-C ends it cleanly')
})

t.test(
  'with ENTRA_HTTPS=true the printed command and the printed file work',
  { timeout: 60_000 },
  async (t) => {
    const free = Object.fromEntries(Object.keys(defaultPorts).map((name) => [name, '0']))
    const env = { ...process.env, ...free, ENTRA_HTTPS: 'true' }
    const chain = spawn('node', ['deploy/local/start.ts'], { cwd: root, env })
    t.teardown(() => chain.kill('SIGKILL'))
    const printed = await announcementOf(chain)
    const entraUrl = /https:\/\/localhost:\d+/.exec(printed)?.[0] ?? ''
    const file = /NODE_EXTRA_CA_CERTS=(\S+)/.exec(printed)?.[1] ?? ''
    t.match(printed, `SSL_CERT_FILE=${file} `)
    const { stdout } = await run('bash', ['-c', String(/curl -s .*$/m.exec(printed))], { cwd: root })
    t.match(JSON.parse(stdout), { displayName: 'Nancy Davis' })

    const ask = `await fetch('${entraUrl}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration')`
    const trusting = run('node', ['-e', ask], { env: { ...process.env, NODE_EXTRA_CA_CERTS: file } })
    await t.resolves(trusting, 'a process with the file connects')
    await t.rejects(run('node', ['-e', ask]), { message: /SELF_SIGNED_CERT_IN_CHAIN/ })

    const exited = once(chain, 'exit')
    chain.kill('SIGINT')
    await exited
    t.notOk(existsSync(file), 'the file is gone after the stop')
  }
)

t.test('a port in use ends the command with one sentence and exit code 1', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  for (const name of ['PORT', 'GATEWAY_PORT']) {
    const { stderr, code } = await start({ [name]: String(port) })
    t.equal(stderr, `Port ${port} is in use: set ${name} to a free one.\n`)
    t.equal(code, 1)
  }
})

for (const [environment, sentence] of [
  [{ GATEWAY_PORT: 'abc' }, /^The environment variable GATEWAY_PORT is "abc", but must be a port number/],
  [{ GATEWAY_PORT: '99999' }, /^The environment variable GATEWAY_PORT is "99999"/],
  [{ PORT: '-1' }, /^The environment variable PORT is "-1"/],
  [{ ENTRA_PORT: '1.5' }, /^The environment variable ENTRA_PORT is "1.5"/],
  [{ GRAPH_PORT: '0x50' }, /^The environment variable GRAPH_PORT is "0x50"/],
  [{ PORT: '65535', GRAPH_PORT: '65535' }, /^PORT and GRAPH_PORT are both 65535/],
  [{ ENTRA_HTTPS: 'yes' }, /^The environment variable ENTRA_HTTPS is "yes", but must be true or false/],
  [{ HOST: '256.1.1.1' }, /^HOST is 256\.1\.1\.1, which is not an address of this machine/],
  [{ HOST: '192.0.2.1' }, /^HOST is 192\.0\.2\.1, which is not an address of this machine/],
  [{ TOKEN_EXCHANGE: 'nobody' }, /^The environment variable TOKEN_EXCHANGE must be gateway or service/],
  [{ LOG_LEVEL: 'loud' }, /^The environment variable LOG_LEVEL must be/]
] as const) {
  t.test(`${JSON.stringify(environment)} ends the command with one sentence and exit code 1`, async (t) => {
    const { stdout, stderr, code } = await start(environment)
    t.match(stderr, new RegExp(`${sentence.source}.*\\n$`))
    t.notMatch(stdout, 'ready in')
    t.equal(code, 1)
  })
}

t.test('--help shows the variables, and an option is refused', async (t) => {
  const help = await start({}, ['--help'])
  t.match(help, { stderr: '', code: 0 })
  for (const name of Object.keys(defaultPorts)) t.match(help.stdout, name)
  t.match(await start({}, ['--port', '1']), {
    stdout: '',
    stderr: /^There is no option --port\. .*\n$/,
    code: 1
  })
})

/** What a start prints, up to the command to try. */
function announcementOf({ stdout }: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((resolve) => {
    stdout?.on('data', (chunk) => {
      printed += chunk
      if (/curl -s .*\n/.test(printed)) resolve(printed)
    })
  })
}

/** Runs a start that must end by itself, on free ports by default. */
async function start(environment: Record<string, string>, args: string[] = []) {
  const free = Object.fromEntries(Object.keys(defaultPorts).map((name) => [name, '0']))
  const command = spawn('node', ['deploy/local/start.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...free, ...environment }
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    once(command, 'close')
  ])
  return { stdout, stderr, code }
}
