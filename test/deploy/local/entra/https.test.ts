import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { PublicClientApplication } from '@azure/msal-node'
import { decodeJwt } from 'jose'
import t from 'tap'
import { trustAuthority } from '../../../../deploy/local/entra-https.ts'
import { accounts, nativeClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { browse } from '../../../browse.ts'
import { startChain } from '../../../chain.ts'
import { answerOf, localEntra, userScope } from '../local-entra.ts'

const { entra, base, signIn } = await localEntra(t, { https: true })
const { ca = '' } = entra
const port = Number(new URL(entra.url).port)

t.test('who does not trust the authority does not connect', async (t) => {
  await t.rejects(fetch(entra.url), { cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } })
})

t.test('the certificate is valid for localhost and 127.0.0.1, and for nothing else', async (t) => {
  const presented = await certificateOf(port)
  const authority = new X509Certificate(ca)
  t.ok(presented.checkIssued(authority) && presented.verify(authority.publicKey), 'the authority signed it')
  t.equal(presented.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1')
  t.notOk(presented.ca, 'it cannot sign others')
  t.same(presented.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'it is for servers')
  t.notOk(presented.checkHost('localhost.example') ?? presented.checkHost('example.com'))
  for (const { validFromDate, validToDate } of [presented, authority]) {
    t.ok(validFromDate.getTime() < Date.now())
    t.ok(validToDate.getTime() > Date.now() + 86_400_000, 'it outlives a day of work')
  }
})

t.test('each start has its own authority and key', async (t) => {
  const other = await localEntra(t, { https: true })
  t.not(other.entra.ca, ca)
  const presented = await certificateOf(Number(new URL(other.entra.url).port))
  t.notOk(presented.verify(new X509Certificate(ca).publicKey))
})

t.test('http has no authority, and a file that holds no private key is enough to trust https', async (t) => {
  const { entra: plain } = await localEntra(t)
  t.match(plain.url, /^http:/)
  t.equal(plain.ca, undefined)
  t.notMatch(ca, 'PRIVATE KEY')
  trustAuthority(ca)
  t.equal((await fetch(`${base}/discovery/v2.0/keys`)).status, 200)
})

t.test('addresses, issuer and tokens say https', async (t) => {
  trustAuthority(ca)
  const { body } = await answerOf(fetch(`${base}/v2.0/.well-known/openid-configuration`))
  for (const name of ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri']) {
    t.match(body[name], new RegExp(`^${base}/`))
  }
  const { access_token } = await signIn('user')
  t.equal(decodeJwt(access_token).iss, `https://localhost:${port}/${tenant.id}/v2.0`)
})

t.test('MSAL signs a person in without any change to its network client', async (t) => {
  trustAuthority(ca)
  const auth = { clientId: nativeClientId, authority: base, knownAuthorities: [new URL(base).host] }
  const application = new PublicClientApplication({ auth })
  const result = await application.acquireTokenInteractive({
    scopes: [userScope],
    openBrowser: browse
  })
  t.match(result.account, { username: accounts.user.username })
})

for (const [title, environment] of [
  ['the gateway', {}],
  ['the service', { TOKEN_EXCHANGE: 'service', GATEWAY_PRINCIPAL_ID: 'any' }]
] as const) {
  t.test(`the chain works over https where ${title} exchanges the tokens`, async (t) => {
    const chain = await startChain(t, { environment: { ENTRA_HTTPS: 'true', ...environment } })
    t.match(chain.config.authority, /^https:\/\/localhost:\d+\//)
    const authorization = `Bearer ${await chain.token()}`
    const { status, json } = await chain.call('/me', { headers: { authorization } })
    t.match({ status, json }, { status: 200, json: { displayName: accounts.user.name } })
  })
}

t.test('ENTRA_HTTPS is true or false', async (t) => {
  await t.rejects(startChain(t, { environment: { ENTRA_HTTPS: 'yes' } }), { name: 'ConfigError' })
})

/** The certificate that a server presents, whoever signed it. */
async function certificateOf(serverPort: number): Promise<X509Certificate> {
  const socket = connect({ port: serverPort, host: 'localhost', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const certificate = socket.getPeerX509Certificate()
  socket.destroy()
  if (!certificate) throw new Error('The server presented no certificate.')
  return certificate
}
