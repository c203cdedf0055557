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
    if (state === 'ok' || state === 'skipped') t.notOk(rest.fix)
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

for (const [title, args, sentence] of [
  ['no address', [], /^--url is missing/],
  ['an unknown flag', ['--urls', chain.url], /--urls/],
  ['an address that is none', ['--url', 'contoso'], /^--url must be an https address/],
  ['an address without TLS', ['--url', 'http://contoso.example/api'], /^--url must be an https address/],
  ['the address of the endpoint', ['--url', `${chain.url}/mcp`], /without \/mcp/],
  [
    'an address that nobody answers',
    ['--url', `http://localhost:${await freePort()}/api`],
    /^The API does not answer\. .*ECONNREFUSED/
  ]
] as const) {
  t.test(`${title} is exit code 2`, async (t) => {
    const { stdout, stderr, code } = await doctor([...args])
    t.equal(code, 2)
    t.equal(stdout, '')
    t.match(stderr, sentence)
  })
}
