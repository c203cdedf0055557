import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { decodeJwt } from 'jose'
import t from 'tap'
import { accounts, apiClientId, daemonIdentity } from '../../../deploy/local/accounts.ts'
import { localEntra, stepUp } from './local-entra.ts'

const { entra } = await localEntra(t)

async function run(args: string[], port = new URL(entra.url).port) {
  const command = spawn(process.execPath, ['deploy/local/token.ts', ...args], {
    env: { PATH: process.env.PATH, ENTRA_PORT: port }
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
  ['an unknown user', ['--user', 'nobody'], /^nobody is not an account of this tenant\.\n$/],
  ['an unknown flag', ['--usr', 'user'], /--usr/],
  ['an unknown scope', ['--scope', 'nothing'], /AADSTS70011/]
] as const) {
  t.test(`${title} is said on stderr, with exit code 1`, async (t) => {
    const { stdout, stderr, code } = await run([...args])
    t.match(stderr, sentence)
    t.equal(stdout, '')
    t.equal(code, 1)
  })
}

t.test('without a local Entra it says what to do', async (t) => {
  t.match(await run([], '1'), {
    stdout: '',
    stderr: /^The local Entra does not answer on port 1: .*npm start.*\n$/,
    code: 1
  })
})
