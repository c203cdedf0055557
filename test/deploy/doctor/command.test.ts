import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { freePort } from '../../../deploy/local/free-port.ts'
import { startChain } from '../../chain.ts'

const root = join(import.meta.dirname, '../../..')
t.setTimeout(120_000)
const chain = await startChain(t)
const token = await chain.token()

async function run(command: string, args: string[], env: Record<string, string> = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, TOKEN: ___, ...inherited } = process.env
  const child = spawn(command, args, { cwd: root, env: { ...inherited, ...env } })
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve))
  ])
  return { stdout, stderr, code }
}

const doctor = (args: string[], env?: Record<string, string>) =>
  run(process.execPath, ['deploy/doctor/doctor.ts', ...args], env)

t.test('npm run doctor prints groups, a last line of numbers, and no token', async (t) => {
  const { stdout, code } = await run('npm', [
    'run',
    '--silent',
    'doctor',
    '--',
    '--url',
    chain.url,
    '--token',
    token
  ])
  t.equal(code, 0)
  t.match(stdout, /^Address\n {2}ok {6}The address answers\n/m)
  t.match(stdout, /\n\d+ ok, 1 warning, 0 errors, \d+ skipped\n$/)
  t.notMatch(stdout, '\u001b', 'no colour where nobody sees it')
  for (const part of token.split('.')) t.notMatch(stdout, part)
})

t.test('--json prints one document, with the token of the environment', async (t) => {
  const { stdout, stderr, code } = await doctor(['--url', chain.url, '--json'], { TOKEN: token })
  const { url, summary, findings } = JSON.parse(stdout)
  t.equal(code, 0)
  t.equal(stderr, '')
  t.equal(url, chain.url)
  t.equal(
    Object.values<number>(summary).reduce((sum, count) => sum + count),
    findings.length
  )
  t.equal(new Set(findings.map(({ check }: { check: string }) => check)).size, findings.length)
  for (const { state, group, title, ...rest } of findings) {
    t.ok(group && title)
    if (['ok', 'skipped', 'not-run'].includes(state)) t.notOk(rest.fix)
    else t.match(rest, { found: /\S/, expected: /\S/, fix: /\S/ })
  }
  for (const part of token.split('.')) t.notMatch(stdout, part)
})

t.test('an error is exit code 1', async (t) => {
  const { stdout, code } = await doctor(['--url', chain.url, '--origin', 'https://app.example'])
  t.equal(code, 1)
  t.match(stdout, /\n {2}error {3}Pages may call.*\n +found .*\n +expected .*\n +fix .*\n/)
})

t.test('colour where it is asked for', async (t) => {
  const { stdout } = await doctor(['--url', chain.url], { FORCE_COLOR: '1' })
  t.match(stdout, '\u001b[32m')
})

t.test('--json prints one document, with one error, where nobody answers', async (t) => {
  const url = `http://localhost:${await freePort()}/api`
  const { stdout, stderr, code } = await doctor(['--url', url, '--json'], { TOKEN: token })
  const { summary, findings } = JSON.parse(stdout)
  t.match(summary, { ok: 0, warnings: 0, errors: 1, notRun: findings.length - 1 - summary.skipped })
  t.match(findings[0], { check: 'answer', state: 'error', found: /ECONNREFUSED/ })
  t.equal(stderr, '')
  t.equal(code, 2)
})

t.test('npm run --silent adds nothing to the document', async (t) => {
  const { stdout } = await run('npm', ['run', '--silent', 'doctor', '--', '--url', chain.url, '--json'])
  t.equal(JSON.parse(stdout).url, chain.url)
})

t.test('checks that were not run are a number, and only the cause is told', async (t) => {
  const { stdout, code } = await doctor(['--url', `http://localhost:${new URL(chain.url).port}/nowhere`])
  t.match(stdout, /\n {2}error {3}\/status tells the version\n/)
  t.match(stdout, /\n\d+ ok, 0 warnings, 1 error, \d+ skipped, \d+ not run\n$/)
  t.notMatch(stdout, /Metadata/)
  t.equal(code, 1)
})

for (const [title, args, sentence] of [
  ['no address', [], /^--url is missing/],
  ['an unknown option', ['--urls', chain.url], /^There is no option --urls\./],
  ['an address without --url', [chain.url], /^".*" belongs to no option\./],
  ['an address that is none', ['--url', 'contoso'], /^--url must be an https address/],
  ['an address without TLS', ['--url', 'http://contoso.example/api'], /^--url must be an https address/],
  ['the address of the endpoint', ['--url', `${chain.url}/mcp`], /without \/mcp/],
  ['the address of the endpoint, with a slash', ['--url', `${chain.url}/mcp/`], /without \/mcp/],
  ['an address with a query', ['--url', `${chain.url}?`], /^--url must have no query/],
  ['an address with a password', ['--url', 'https://:x@contoso.example/api'], /^--url must have no query/],
  [
    'a service without TLS',
    ['--url', chain.url, '--service-url', 'http://a.example'],
    /^--service-url must be/
  ],
  ['a client id that is none', ['--url', chain.url, '--client-id', 'x'], /^--client-id must be a GUID/],
  ['an origin that is none', ['--url', chain.url, '--origin', 'x'], /^--origin must be the origin of a page/],
  [
    'a page for an origin',
    ['--url', chain.url, '--origin', 'https://a.example/b'],
    /^--origin must be the origin/
  ],
  ['a token that is none', ['--url', chain.url, '--token', 'a b'], /is not an access token/],
  ['a token that is empty', ['--url', chain.url, '--token', ''], /^--token needs a value/],
  ['two addresses', ['--url', chain.url, '--url', chain.url], /^--url may be given once/],
  ['an option for a value', ['--url', '--json'], /^--url needs a value/]
] as const) {
  t.test(`${title} is one sentence and exit code 2`, async (t) => {
    const { stdout, stderr, code } = await doctor([...args])
    t.match(stderr, new RegExp(`${sentence.source}.*\\n$`))
    t.equal(stderr.split('\n').length, 2)
    t.equal(stdout, '')
    t.equal(code, 2)
  })
}

t.test('an address that nobody answers is said on stderr, with exit code 2', async (t) => {
  const { stdout, stderr, code } = await doctor(['--url', `http://localhost:${await freePort()}/api`])
  t.match(stderr, /^The API does not answer\. .*ECONNREFUSED.*\n.+\n$/)
  t.equal(stdout, '')
  t.equal(code, 2)
})
