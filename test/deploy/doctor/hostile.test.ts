import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { createMask } from '../../../deploy/doctor/mask.ts'
import { apiClientId } from '../../../deploy/local/tenant.ts'
import { type Change, type Reply, startBehindChangingProxy } from './changing-proxy.ts'
import { examine, those } from './examine.ts'

t.setTimeout(300_000)
const { chain, url, change } = await startBehindChangingProxy(t)
const token = await chain.token()
const full = { url, clientId: apiClientId, token }
const metadataPath = '/.well-known/oauth-protected-resource'
const base64 = (value: string) => Buffer.from(value).toString('base64')

/** The token as a server may give it back, in the value of a JSON string. */
const disguises: Record<string, string> = {
  'as it is': token,
  'in a sentence': `Bearer ${token}, said the client`,
  'its signature': token.split('.')[2] as string,
  'half of it': token.slice(0, token.length / 2),
  'in base64': base64(token),
  'in base64url': Buffer.from(token).toString('base64url'),
  'in base64 after one character': base64(`x${token}`),
  'in base64 after two characters': base64(`xy${token}`),
  'in base64, after letters': `claims${base64(token)}`,
  'in base64 of JSON': base64(JSON.stringify({ access_token: token })),
  'in base64 twice': base64(base64(token)),
  'in base64 with line breaks': base64(token).replace(/.{76}/g, '$&\r\n'),
  'in base64 of percent-encoding': base64(percent(token)),
  'in percent-encoding': percent(token),
  'in percent-encoding, in part': token.replace(/[A-Z]/g, percent),
  'in percent-encoding of base64': encodeURIComponent(base64(token)),
  'in hexadecimal digits': Buffer.from(token).toString('hex'),
  'in escapes of JSON': token.replace(/./g, (character) => `\\u${hex(character).padStart(4, '0')}`),
  'in escapes of JavaScript': token.replace(/[A-Z]/g, (character) => `\\x${hex(character)}`),
  'in references of HTML': token.replace(/[a-z]/g, (character) => `&#x${hex(character)};`),
  'in decimal references of HTML': token.replace(/[a-z]/g, (character) => `&#${character.charCodeAt(0)};`),
  'with zero-width spaces': token.replace(/.{10}/g, '$&\u200b'),
  'with blanks': token.replace(/.{8}/g, '$& ')
}

/** Where a finding shows what a server says. */
const carriers: Record<string, (text: string) => Change> = {
  'the code of /me': (code) => on('GET /api/me', () => problem({ code })),
  'the request id of /me': (requestId) =>
    on('GET /api/me', () => problem({ code: 'internal_error', requestId })),
  'the version of /status': (version) => on('GET /api/status', (reply) => withJson(reply, { version })),
  'the resource of the metadata': (resource) =>
    on(`GET ${metadataPath}/api/mcp`, (reply) => withJson(reply, { resource })),
  'a key of the metadata': (name) =>
    on(`GET ${metadataPath}/api/oauth/mcp`, (reply) => withJson(reply, { [name]: 1 })),
  'the authorization server': (server) =>
    onMetadata((reply) => withJson(reply, { authorization_servers: [`https://${server}`] })),
  'a name of a tool': (name) =>
    on('GET /api/tools', (reply) => withJson(reply, { tools: [{ name, scopes: ['api://x/nobody.has'] }] })),
  'the claims of a challenge': (said) =>
    on('GET /api/me', () => ({
      ...problem({ code: 'claims_required' }),
      headers: { 'www-authenticate': `Bearer claims="${base64(said)}"` }
    }))
}

const mask = createMask(token)

for (const [disguise, said] of Object.entries(disguises)) {
  t.test(`the token is taken out of a text ${disguise}`, async (t) => {
    for (const secret of [token, said]) t.notOk(holdsPieceOf(secret, mask(`before ${said} after`)))
  })
}

for (const [carrier, changeBy] of Object.entries(carriers)) {
  t.test(`the token does not come back in ${carrier}`, async (t) => {
    for (const disguise of ['as it is', 'in base64', 'in escapes of JSON']) {
      const said = disguises[disguise] as string
      change(changeBy(said))
      const printed = JSON.stringify(await examine(full))
      for (const secret of [token, said]) t.notOk(holdsPieceOf(secret, printed), disguise)
    }
  })
}

t.test('a token that JSON escapes is masked in what the command prints', async (t) => {
  const escaped = token.replace(/[a-z]/g, (character) => `\\u${hex(character).padStart(4, '0')}`)
  change(on('GET /api/me', () => ({ ...problem({}), body: `{"code":"${escaped}"}` })))
  for (const args of [[], ['--json']]) {
    const { stdout, stderr, code } = await doctor(...args)
    t.match(stdout, '403 [token]')
    for (const part of token.split('.')) t.notMatch(stdout, part)
    t.equal(stderr, '')
    t.equal(code, 1)
  }
})

t.test('what a server says cannot rewrite the terminal', async (t) => {
  const controls = [
    '\u001b[2J',
    '\u009b2J',
    '\u0007',
    '\r',
    '\n',
    '\u0000',
    '\u202e',
    '\u200b',
    '\u2028',
    '\ud800'
  ]
  for (const [carrier, changeBy] of Object.entries(carriers)) {
    change(changeBy(controls.map((control) => `a${control}b`).join('')))
    const texts = Object.values(await examine(full)).flatMap((finding) => Object.values(finding))
    for (const said of texts) t.notMatch(said, /\p{C}|\p{Zl}|\p{Zp}/u, carrier)
  }
  change(on('GET /api/me', () => problem({ code: 'a\u001b[2Jb' })))
  for (const args of [[], ['--json']]) {
    const { stdout, stderr } = await doctor(...args)
    t.match(stdout, /a\\{1,2}u\{1b\}\[2Jb/, 'it is written as its code point')
    t.notMatch(stdout, /[^\P{C}\n]/u)
    t.equal(stderr, '')
  }
})

t.test('no answer leads to another address', async (t) => {
  const seen: (string | undefined)[] = []
  const canary = createServer((request, response) => {
    seen.push(request.url)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(canary, 'listening')
  t.teardown(() => canary.close())
  const { port } = canary.address() as AddressInfo
  const there = `localhost:${port}`

  for (const server of [
    `http://${there}/?collect=`,
    `http://${there}/#`,
    `http://user:password@${there}`,
    `http://${there}.example`,
    'http://169.254.169.254',
    'http://login.microsoftonline.com',
    'https://attacker.example',
    'https://login.microsoftonline.com.attacker.example',
    'https://login.microsoftonline.com:8443',
    'https://login.microsoftonline.com@attacker.example',
    'file:///etc/passwd#',
    'data:application/json,{}',
    'javascript:1',
    'nothing'
  ]) {
    change(onMetadata((reply) => withJson(reply, { authorization_servers: [server] })))
    const errors = those(await examine(full), 'error')
    t.equal(errors.length, 1, server)
    t.ok(['metadata-urls', 'sign-in'].includes(String(errors[0])), `${server}: ${errors}`)
  }
  const issuer = `${url}/entra`
  const signIn = { authorization_endpoint: chain.config.authorizationEndpoint, issuer }
  for (const jwks_uri of [
    `http://${there}/?keys`,
    'http://169.254.169.254/keys',
    'https://attacker.example/keys',
    7
  ]) {
    change((reply, incoming) => {
      if (incoming.url === `${metadataPath}/api/mcp`)
        return withJson(reply, { authorization_servers: [issuer] })
      if (incoming.url !== '/api/entra/.well-known/openid-configuration') return
      return { ...reply, status: 200, body: JSON.stringify({ ...signIn, jwks_uri }) }
    })
    t.strictSame(those(await examine(full), 'error'), ['keys'], String(jwks_uri))
  }
  for (const authorization_endpoint of [
    `http://${there}/?authorize`,
    'http://169.254.169.254/authorize',
    'https://attacker.example/oauth2/v2.0/authorize',
    `http://user@${there}/authorize`
  ]) {
    change((reply, incoming) => {
      if (incoming.url === `${metadataPath}/api/mcp`)
        return withJson(reply, { authorization_servers: [issuer] })
      if (incoming.url !== '/api/entra/.well-known/openid-configuration') return
      const { jwksUri: jwks_uri } = chain.config
      return { ...reply, status: 200, body: JSON.stringify({ ...signIn, jwks_uri, authorization_endpoint }) }
    })
    const findings = await examine({ ...full, mcpClientId: full.clientId })
    // The claims of the token are compared with the endpoint's address too.
    const errors = those(findings, 'error').filter((check) => check !== 'token-issuer')
    t.strictSame(errors, ['scope-known'], authorization_endpoint)
  }
  for (const status of [301, 302, 303, 307, 308]) {
    change((reply) => ({ ...reply, status, headers: { location: `http://${there}/` } }))
    t.strictSame(those(await examine(full), 'error'), ['reachable'])
  }
  t.strictSame(seen, [])
})

t.test('a page for the administrator is shown only where it is one of Entra', async (t) => {
  for (const consentUrl of ['https://attacker.example/adminconsent', 'javascript:1', { toString: 1 }, 7]) {
    change(on('GET /api/me', () => problem({ code: 'consent_required', consentUrl })))
    const { me } = await examine(full)
    t.match(me, { state: 'error', fix: /grants/ })
    t.notMatch(JSON.stringify(me), /attacker|javascript|object Object/)
  }
  const consentUrl = 'https://login.microsoftonline.us/tenant/adminconsent?client_id=x'
  change(on('GET /api/me', () => problem({ code: 'consent_required', consentUrl })))
  t.match((await examine(full)).me, { fix: consentUrl })
})

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
for (const [title, changeBy] of Object.entries<Change>({
  'a body that never ends': () => 'drip',
  'a body of 3 MiB': (reply) => ({ ...reply, body: 'x'.repeat(3 * 1024 * 1024) }),
  'a body that unpacks to 64 MiB': (reply) => ({
    ...reply,
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(64 * 1024 * 1024))
  }),
  'a header of 64 KiB': (reply) => withHeader(reply, 'x-long', 'x'.repeat(64 * 1024)),
  'JSON of 200,000 levels': (reply) => ({ ...reply, body: deep }),
  'an object of 200,000 levels': (reply) => withJson(reply, {}, `"deep":${deep}`),
  'members that break conversions': (reply) =>
    withJson(reply, {
      code: { toString: 1, valueOf: 1 },
      version: { toString: 1 },
      resource: { toString: null },
      authorization_servers: [{ toString: 1 }],
      scopes_supported: { length: 1e9 },
      tools: [{ name: { toString: 1 }, scopes: [{ toString: 1 }] }],
      authentication: { state: { toString: 1 }, reason: { valueOf: 1 } },
      keys: [null, { kty: { toString: 1 } }]
    }),
  'a date that is none': (reply) => withHeader(reply, 'date', 'Sat, 99 Nov 99999999'),
  'a challenge of 15,000 letters': (reply) => withHeader(reply, 'www-authenticate', 'a'.repeat(15_000)),
  'a status of 599': (reply) => ({ ...reply, status: 599 })
})) {
  t.test(`${title}: the doctor ends with findings`, async (t) => {
    const everywhere: Change = (reply, incoming) => changeBy(reply, incoming)
    for (const where of [
      everywhere,
      notOnStatus(changeBy),
      onMetadata(changeBy),
      on('GET /api/me', changeBy)
    ]) {
      change(where)
      const findings = await examine({ ...full, timeLimit: 1000 })
      t.ok(Object.keys(findings).length > 30)
      t.ok(JSON.stringify(findings).length < 200_000)
    }
  })
}

async function doctor(...args: string[]) {
  const child = spawn(process.execPath, ['deploy/doctor/doctor.ts', '--url', url, ...args], {
    env: { PATH: process.env.PATH, TOKEN: token }
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close')
  ])
  return { stdout, stderr, code }
}

/** Whether 32 characters in a row of the secret are in the text. */
function holdsPieceOf(secret: string, printed: string): boolean {
  for (let at = 0; at + 32 <= secret.length; at += 8)
    if (printed.includes(secret.slice(at, at + 32))) return true
  return false
}

function percent(value: string): string {
  return value.replace(/./gs, (character) => `%${hex(character)}`)
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16)
}

function problem(members: object): Reply {
  return {
    status: 403,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify(members)
  }
}

function on(line: string, by: Change): Change {
  return (reply, incoming) => (`${incoming.method} ${incoming.url}` === line ? by(reply, incoming) : reply)
}

function notOnStatus(by: Change): Change {
  return (reply, incoming) => (incoming.url === '/api/status' ? reply : by(reply, incoming))
}

function onMetadata(by: Change): Change {
  return (reply, incoming) => (incoming.url === `${metadataPath}/api/mcp` ? by(reply, incoming) : reply)
}

function withHeader(reply: Reply, name: string, value: string): Reply {
  return { ...reply, headers: { ...reply.headers, [name]: value } }
}

/** The members of the body and more; `raw` is added as it is. */
function withJson(reply: Reply, members: object, raw?: string): Reply {
  const body = JSON.stringify({ ...parse(reply.body), ...members })
  return { ...reply, body: raw ? `${body.slice(0, -1)}${body === '{}' ? '' : ','}${raw}}` : body }
}

function parse(body: string | Buffer): object {
  try {
    return JSON.parse(String(body))
  } catch {
    return {}
  }
}
