import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { decodeJwt } from 'jose'
import t from 'tap'
import { accounts, apiClientId, daemonIdentity } from '../../../deploy/local/tenant.ts'
import { localEntra, stepUp } from './local-entra.ts'

const { entra } = await localEntra(t)

async function run(args: string[], port = new URL(entra.url).port, environment = {}) {
  const command = spawn(process.execPath, ['deploy/local/token.ts', ...args], {
    env: { PATH: process.env.PATH, ENTRA_PORT: port, ...environment }
  })
  const [stdout, stderr, code] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    new Promise((resolve) => command.on('close', resolve))
  ])
  return { stdout, stderr, code }
}

const claimsOf = async (...args: string[]) => decodeJwt((await run(args)).stdout.trim())

t.test('it prints one token and nothing else', async (t) => {
  const { stdout, stderr, code } = await run([])
  t.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  t.equal(stderr, '')
  t.equal(code, 0)
  t.match(decodeJwt(stdout), {
    oid: accounts.user.oid,
    aud: apiClientId,
    scp: 'access_as_user tools.mail.read'
  })
})

t.test('the flags choose the user, the scopes, the claims and the application', async (t) => {
  const [blocked, mfa, app] = await Promise.all([
    claimsOf('--user', 'blocked', '--scope', 'access_as_user'),
    claimsOf('--user', 'mfa', '--claims', stepUp),
    claimsOf('--app')
  ])
  t.match(blocked, { oid: accounts.blocked.oid, scp: 'access_as_user' })
  t.match(mfa, { oid: accounts.mfa.oid, acrs: ['c1'] })
  t.match(app, { oid: daemonIdentity.principalId, idtyp: 'app' })
})

for (const [title, args, sentence] of [
  ['an unknown user', ['--user', 'nobody'], /^nobody is not an account .*user, mfa, noconsent, .*\.\n$/],
  ['an unknown option', ['--usr', 'user'], /^There is no option --usr\. .*--user.*\n$/],
  ['a short option', ['-u', 'user'], /^There is no option -u\. .*\n$/],
  ['a word by itself', ['user'], /^"user" belongs to no option\. .*\n$/],
  ['an unknown scope', ['--scope', 'nothing'], /AADSTS650053.*\n$/],
  ['claims that are not JSON', ['--claims', '{bad'], /^--claims must be a JSON object, .*\n$/],
  ['claims that are not an object', ['--claims', '[]'], /^--claims must be a JSON object, .*\n$/],
  ['an option in the place of a value', ['--user', '--app'], /^--user needs a value: --user NAME\.\n$/],
  ['a value that is missing', ['--app', '--user'], /^--user needs a value: --user NAME\.\n$/],
  ['a value that is empty', ['--user', ''], /^--user needs a value: --user NAME\.\n$/],
  ['a value that nothing takes', ['--app=yes'], /^--app takes no value\.\n$/],
  ['two users', ['--user', 'user', '--user', 'mfa'], /^--user may be given once\.\n$/],
  ['an application that signs a user in', ['--app', '--user', 'user'], /^--app stands alone: .*\n$/]
] as const) {
  t.test(`${title} gives one sentence on stderr and exit code 1`, async (t) => {
    const { stdout, stderr, code } = await run([...args])
    t.match(stderr, sentence)
    t.equal(stdout, '')
    t.equal(code, 1)
  })
}

for (const port of ['abc', '0', '99999', '-1']) {
  t.test(`ENTRA_PORT=${port} gives one sentence on stderr and exit code 1`, async (t) => {
    t.match(await run([], port), {
      stdout: '',
      stderr: /^The environment variable ENTRA_PORT .*\n$/,
      code: 1
    })
  })
}

t.test('with ENTRA_HTTPS it says which file is missing, or which values there are', async (t) => {
  t.match(await run([], '1', { ENTRA_HTTPS: 'true' }), {
    stdout: '',
    stderr: /^There is no \S+entra-1-ca\.pem: run ENTRA_HTTPS=true npm start first, .*\n$/,
    code: 1
  })
  t.match(await run([], '1', { ENTRA_HTTPS: '1' }), {
    stderr: /^The environment variable ENTRA_HTTPS is "1", .*\n$/,
    code: 1
  })
})

t.test('--help shows every option without asking Entra', async (t) => {
  const { stdout, stderr, code } = await run(['--help'], '1')
  for (const option of ['--user NAME', '--scope SCOPE', '--claims JSON', '--app', '--help'])
    t.match(stdout, option)
  t.match(stdout, Object.keys(accounts).join(', '))
  t.equal(stderr, '')
  t.equal(code, 0)
})

t.test('another server on the port is reported as not the local Entra', async (t) => {
  const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as AddressInfo
  for (const args of [[], ['--app']]) {
    const { stdout, stderr, code } = await run(args, String(port))
    t.match(stderr, new RegExp(`^What answers on port ${port} is not the local Entra: .*\\n$`))
    t.equal(stdout, '')
    t.equal(code, 1)
  }
})

t.test('without a local Entra it says what to do', async (t) => {
  t.match(await run([], '1'), {
    stdout: '',
    stderr: /^The local Entra does not answer on port 1: .*npm start.*\n$/,
    code: 1
  })
})
