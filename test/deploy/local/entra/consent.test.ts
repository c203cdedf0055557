import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import t from 'tap'
import { accounts, nativeClientId } from '../../../../deploy/local/tenant.ts'
import { clientDocument, documentUrl, send, serveDocuments } from '../client-document.ts'
import { localEntra, userScope } from '../local-entra.ts'
import { visitor } from '../visitor.ts'

const verifier = 'v'.repeat(43)
const title = '<h1>Permissions requested</h1>'
const mailScope = userScope.replace('access_as_user', 'tools.mail.read')

t.test('a client that is not registered waits for consent, and is remembered', async (t) => {
  const { base, redeem } = await startEntra(t)
  const visit = visitor()
  const { url, page } = await signInTo(visit, authorizeUrl(base))
  t.match(page, title)
  t.match(page, 'Example Agent')
  t.match(page, 'agent.example · unverified')
  t.match(page, documentUrl)
  t.match(page, 'user@contoso.onmicrosoft.com')
  for (const words of ['Use Graph as you', 'Sign you in', 'Keep this access while you are away'])
    t.match(page, words)
  t.match(page, 'a program on this computer (localhost:61234)')

  const again = await visit(url)
  t.match(again.page, title, 'reading the page again decides nothing')
  const accepted = await visit(url, { consent: 'yes' })
  const { scp } = decodeJwt(await redeem(accepted.url))
  t.equal(scp, 'access_as_user')

  const later = await signInTo(visitor(), authorizeUrl(base))
  t.match(later.url, /^http:\/\/localhost:61234\/callback\?code=/, 'no second question')
  const more = await signInTo(visitor(), authorizeUrl(base, { scope: `${userScope} ${mailScope}` }))
  t.match(more.page, title, 'another scope is another question')
  const other = await signInTo(visitor(), authorizeUrl(base), 'blocked')
  t.match(other.page, title, 'another person is asked too')
})

t.test('whoever cancels goes back to the client without a code, and is asked again', async (t) => {
  const { base } = await startEntra(t)
  const visit = visitor()
  const { url } = await signInTo(visit, authorizeUrl(base))
  const { searchParams } = new URL((await visit(url, { consent: 'no' })).url)
  t.equal(searchParams.get('error'), 'access_denied')
  t.match(searchParams.get('error_description'), /^AADSTS65004/)
  t.equal(searchParams.get('state'), 'st te&')
  t.notOk(searchParams.has('code'))
  t.match((await signInTo(visitor(), authorizeUrl(base))).page, title)
})

t.test('a decision is either yes or no', async (t) => {
  const { base } = await startEntra(t)
  const visit = visitor()
  const { url } = await signInTo(visit, authorizeUrl(base))
  for (const consent of ['', 'maybe', 'YES', 'true'])
    t.match((await visit(url, { consent })).page, title, consent)
})

t.test('a stranger cannot accept for somebody else', async (t) => {
  const { base } = await startEntra(t)
  const { url } = await signInTo(visitor(), authorizeUrl(base))
  t.match(await visitor()(url, { consent: 'yes' }), { status: 400, page: /This sign-in has expired/ })
  t.match((await signInTo(visitor(), authorizeUrl(base))).page, title)
})

t.test('an administrator may accept for everybody, and nobody else may', async (t) => {
  const { base } = await startEntra(t)
  const visit = visitor()
  const asUser = await signInTo(visit, authorizeUrl(base))
  t.notMatch(asUser.page, 'name="everybody"')
  await visit(asUser.url, { consent: 'yes', everybody: 'yes' })
  t.match((await signInTo(visitor(), authorizeUrl(base), 'blocked')).page, title, 'a user accepts for one')

  const asAdmin = await signInTo(visit, authorizeUrl(base), 'admin')
  t.match(asAdmin.page, 'name="everybody"')
  await visit(asAdmin.url, { consent: 'yes', everybody: 'yes' })
  t.match((await signInTo(visitor(), authorizeUrl(base), 'blocked')).url, /callback\?code=/)
})

t.test('a silent request that needs consent is refused', async (t) => {
  const { base } = await startEntra(t)
  const visit = visitor()
  await signInTo(visit, authorizeUrl(base))
  const { searchParams } = new URL((await visit(authorizeUrl(base, { prompt: 'none' }))).url)
  t.equal(searchParams.get('error'), 'interaction_required')
  t.match(searchParams.get('error_description'), /^AADSTS65001/)
})

t.test('a registered client asks only where the request says prompt=consent', async (t) => {
  const { base } = await startEntra(t)
  const registered = { client_id: nativeClientId, redirect_uri: 'http://localhost:61234/callback' }
  for (const prompt of ['', 'login', 'select_account']) {
    const { url } = await signInTo(visitor(), authorizeUrl(base, { ...registered, prompt }))
    t.match(url, /callback\?code=/, `prompt=${prompt}`)
  }
  for (const prompt of ['consent', 'login consent', 'consent select_account']) {
    const visit = visitor()
    const { url, page } = await signInTo(visit, authorizeUrl(base, { ...registered, prompt }))
    t.match(page, title, `prompt=${prompt}`)
    t.match(page, 'registered in this organization')
    t.match((await visit(url, { consent: 'yes' })).url, /callback\?code=/)
  }
})

t.test('one browser signs in one account after the other', async (t) => {
  const { base } = await startEntra(t)
  const registered = { client_id: nativeClientId, redirect_uri: 'http://localhost:61234/callback' }
  const visit = visitor()
  for (const username of ['user', 'blocked', 'user']) {
    const { url } = await signInTo(visit, authorizeUrl(base, registered), username)
    t.match(url, /callback\?code=/, username)
  }
})

t.test('what a document says is text on the page', async (t) => {
  const name = '<img src=x onerror=alert(1)>\u202e"&'
  const { base } = await startEntra(t, { ...clientDocument, client_name: name })
  const { page } = await signInTo(visitor(), authorizeUrl(base))
  t.match(page, '<bdi>&#60;img src=x onerror=alert(1)&#62;')
  t.notMatch(page, '<img')
})

t.test('a client without a name is shown by its host', async (t) => {
  const { base } = await startEntra(t, { ...clientDocument, client_name: undefined })
  t.match((await signInTo(visitor(), authorizeUrl(base))).page, '<bdi>agent.example</bdi>')
})

t.test('the helper of tests and of npm run token passes the page', async (t) => {
  const { signIn } = await startEntra(t)
  const client = { clientId: documentUrl, redirectUri: 'http://localhost:61234/callback' }
  t.equal(decodeJwt((await signIn('user', client)).access_token).oid, accounts.user.oid)
})

async function startEntra(t: Parameters<typeof localEntra>[0], document: object = clientDocument) {
  const local = await localEntra(t, { scopeTitles: { access_as_user: 'Use Graph as you' } })
  await serveDocuments(t, local.entra, send(document))
  return {
    ...local,
    async redeem(callback: string) {
      const { body } = await local.post({
        grant_type: 'authorization_code',
        client_id: documentUrl,
        redirect_uri: 'http://localhost:61234/callback',
        code: new URL(callback).searchParams.get('code') ?? '',
        code_verifier: verifier
      })
      return String(body.access_token)
    }
  }
}

/** Chooses an account, as far as the next page. */
async function signInTo(visit: ReturnType<typeof visitor>, address: string, username = 'user') {
  const { url } = await visit(address)
  return visit(url, { username })
}

function authorizeUrl(base: string, changes: Record<string, string> = {}): string {
  const query = {
    client_id: documentUrl,
    response_type: 'code',
    redirect_uri: 'http://localhost:61234/callback',
    scope: `${userScope} openid offline_access`,
    state: 'st te&',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes
  }
  return `${base}/oauth2/v2.0/authorize?${new URLSearchParams(query)}`
}
