import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import t from 'tap'
import { apiClientId, nativeClientId, vsCodeClientId } from '../../../../deploy/local/tenant.ts'
import { startChain } from '../../../chain.ts'
import { localEntra, mcpUrl, userScope } from '../local-entra.ts'

const { entra, base, signIn } = await localEntra(t)
const file = join(import.meta.dirname, '../../../../deploy/redirect-uris.json')
const list: { publicClient: { uri: string }[]; web: { uri: string }[] } = JSON.parse(
  readFileSync(file, 'utf8')
)
const codexId = createHash('sha256').update(mcpUrl).digest().subarray(0, 9).toString('base64url')

function authorize(redirect_uri: string, client_id = nativeClientId, at = base) {
  const query = new URLSearchParams({
    client_id,
    redirect_uri,
    response_type: 'code',
    scope: client_id === apiClientId ? `${apiClientId}/access_as_user` : userScope,
    code_challenge: 'c'.repeat(43),
    code_challenge_method: 'S256'
  })
  return fetch(`${at}/oauth2/v2.0/authorize?${query}`, { redirect: 'manual' })
}

for (const { uri } of list.publicClient) {
  t.test(`${uri} is a redirect URI of the public client`, async (t) => {
    t.equal((await authorize(uri)).status, 303)
    const url = new URL(uri)
    if (url.protocol === 'http:') {
      url.port = '61000'
      t.equal((await authorize(url.href)).status, 303, 'the port of loopback is ignored')
      url.hostname = 'other.example'
      t.equal((await authorize(url.href)).status, 400, 'the host is not')
    }
    const [bare = ''] = uri.split('?')
    t.equal((await authorize(`${bare.replace(/\/$/, '')}/other`)).status, 400, 'nor is the path')
  })
}

const accepted: [string, string, string?][] = [
  ['the computed path of Codex', `http://127.0.0.1:61000/callback/${codexId}`],
  ['a slash for no path', 'http://127.0.0.1:61000/'],
  ['the page of documentation, for the API', 'http://localhost:3000/docs/redirect.html', apiClientId],
  ['the address of Microsoft 365 Copilot', String(list.web[0]?.uri)],
  ['the address of VS Code, for its own client', 'http://127.0.0.1:33418/', vsCodeClientId],
  ['the page of VS Code, for its own client', 'https://vscode.dev/redirect', vsCodeClientId],
  ['loopback, for the own client of VS Code', 'http://localhost:61000/', vsCodeClientId]
]
for (const [title, uri, client] of accepted) {
  t.test(`${title} is accepted`, async (t) => {
    t.equal((await authorize(uri, client)).status, 303)
  })
}

const refused: [string, string, string?][] = [
  ['another path of loopback', 'http://127.0.0.1:61000/any/path'],
  ['IPv6 loopback', 'http://[::1]:61000/callback'],
  ['the computed path of Codex for another server', 'http://127.0.0.1:61000/callback/AAAAAAAAAAAA'],
  ['a path in other letters', 'http://localhost/Callback'],
  ['a slash after a path', 'http://localhost/callback/'],
  ['a path that resolves to a registered one', 'http://localhost/x/../callback'],
  ['a query that is not registered', 'http://localhost/callback?x=1'],
  ['another host that begins alike', 'http://localhost.evil.example/callback'],
  ['another host in the place of the port', 'http://localhost:80@evil.example/callback'],
  ['a user in the address', 'http://user@localhost/callback'],
  ['https loopback', 'https://localhost/callback'],
  ['another port of a host', 'https://claude.ai:8443/api/mcp/auth_callback'],
  ['a host that nobody registered', 'https://evil.example/'],
  ['a redirect URI of a client with a secret, for the API', String(list.web[0]?.uri), apiClientId],
  ['a redirect URI of the public client, for the API', 'http://localhost/callback', apiClientId],
  ['a redirect URI of the public client, for VS Code', 'http://localhost/oauth/callback', vsCodeClientId]
]
for (const [title, uri, client] of refused) {
  t.test(`${title} is refused, on a page`, async (t) => {
    const response = await authorize(uri, client)
    t.equal(response.status, 400)
    t.equal(response.headers.get('location'), null)
    t.match(await response.text(), /AADSTS50011/)
  })
}

t.test('the refusal says what to add, and where', async (t) => {
  const pageOf = async (uri: string, client?: string) => (await authorize(uri, client)).text()
  t.match(await pageOf('http://127.0.0.1:61000/x'), /REDIRECT_URIS[^<]*deploy\/redirect-uris\.json/)
  t.match(await pageOf('http://[::1]/callback'), /127\.0\.0\.1 or localhost/)
  t.match(await pageOf('http://localhost/x', vsCodeClientId), /your own registration/)
  t.match(await pageOf('http://localhost/x', apiClientId), /deploy\/local\/stack\.ts/)
})

t.test("a redirect URI of the API's application can be added later", async (t) => {
  const later = 'http://localhost:8080/api/docs/redirect.html'
  t.equal((await authorize(later, apiClientId)).status, 400)
  entra.allowRedirect(later)
  t.equal((await authorize(later, apiClientId)).status, 303)
})

t.test('an unknown client is refused', async (t) => {
  const unknown = await authorize('http://localhost', randomUUID())
  t.equal(unknown.status, 400)
  t.match(await unknown.text(), /AADSTS700016/)
})

t.test('Visual Studio Code signs in with its own client', async (t) => {
  const redirectUri = 'http://127.0.0.1:33418/'
  const { access_token } = await signIn('user', { clientId: vsCodeClientId, redirectUri })
  t.match(decodeJwt(access_token), { aud: apiClientId, azp: vsCodeClientId, scp: 'access_as_user' })
})

t.test('the platform of a redirect URI decides how its code is redeemed', async (t) => {
  const uris = {
    publicClient: ['http://localhost/a'],
    web: ['http://localhost/b'],
    spa: ['http://localhost/c']
  }
  const { signIn } = await localEntra(t, { clientRedirectUris: uris })
  const redirectTo = (redirectUri: string) => signIn('user', { redirectUri })
  t.ok((await redirectTo('http://localhost:50123/a')).access_token)
  t.ok((await redirectTo('http://localhost:50123/c')).access_token)
  await t.rejects(redirectTo('http://localhost:50123/b'), { message: /AADSTS7000218/ }, 'Web needs a secret')
})

t.test('the chain knows Codex at both doors, and the redirect URIs of REDIRECT_URIS', async (t) => {
  const chain = await startChain(t, {
    gateway: false,
    environment: {
      REDIRECT_URIS:
        'http://localhost/one, https://two.example/callback,web:https://three.example/, spa:http://localhost/four'
    }
  })
  const at = chain.entra.issuer.replace(/\/v2\.0$/, '')
  for (const door of ['mcp', 'oauth/mcp']) {
    const digest = createHash('sha256').update(`${chain.url}/${door}`).digest()
    const path = digest.subarray(0, 9).toString('base64url')
    t.equal(
      (await authorize(`http://127.0.0.1:61000/callback/${path}`, nativeClientId, at)).status,
      303,
      door
    )
  }
  for (const uri of [
    'http://localhost:61000/one',
    'https://two.example/callback',
    'https://three.example/',
    'http://localhost:61000/four'
  ]) {
    t.equal((await authorize(uri, nativeClientId, at)).status, 303, uri)
  }
  t.equal((await authorize('web:https://three.example/', nativeClientId, at)).status, 400)
})
