import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { decodeJwt } from 'jose'
import t from 'tap'
import { authorize } from '../../../../deploy/local/sign-in.ts'
import { apiClientId, nativeClientId, vsCodeClientId } from '../../../../deploy/local/tenant.ts'
import { browse } from '../../../browse.ts'
import { localEntra, secret, stepUp, userScope, webRedirectUri } from '../local-entra.ts'
import { msalOver } from '../msal.ts'

const { entra, base, signIn } = await localEntra(t)
const mailScope = `api://${apiClientId}/tools.mail.read`
const graphScope = 'https://graph.microsoft.com/Mail.Read'
const openBrowser = (url: string) => browse(url.replace('https:', 'http:'))
const tokenRequests = () => entra.requests.filter(({ path }) => path.endsWith('/token')).length

/** An application of MSAL in which `user` has signed in for one scope. */
async function signedIn(scope: string, capabilities: string[] = []) {
  const configuration = await msalOver(base, { clientId: nativeClientId, clientCapabilities: capabilities })
  const application = new PublicClientApplication(configuration)
  const { account, accessToken } = await application.acquireTokenInteractive({ scopes: [scope], openBrowser })
  if (!account) throw new Error('MSAL has no account.')
  const silent = (scopes: string[], more = {}) => application.acquireTokenSilent({ account, scopes, ...more })
  return { accessToken, silent }
}

for (const scope of [
  userScope,
  `${apiClientId}/access_as_user`,
  `api://${apiClientId}/.default`,
  graphScope,
  'Mail.Read'
]) {
  t.test(`MSAL finds the token for ${scope.replaceAll(apiClientId, 'API')} in its cache`, async (t) => {
    const { accessToken, silent } = await signedIn(scope)
    const before = tokenRequests()
    const again = await silent([scope])
    t.equal(again.accessToken, accessToken)
    t.ok(again.fromCache)
    t.equal(tokenRequests(), before, 'Entra is not asked')
  })
}

t.test('MSAL gets other scopes and other resources from the same sign-in', async (t) => {
  const { silent } = await signedIn(userScope)
  const scp = async (...scopes: string[]) => {
    const { accessToken, fromCache } = await silent(scopes)
    const { aud, scp } = decodeJwt(accessToken)
    return { aud, scp, fromCache }
  }
  t.match(await scp(mailScope), { aud: apiClientId, scp: 'tools.mail.read', fromCache: false })
  t.match(await scp(`api://${apiClientId}/.default`), { scp: 'access_as_user tools.mail.read' })
  t.match(await scp(graphScope), { aud: 'https://graph.microsoft.com', scp: 'Mail.Read' })
  t.match(await scp(mailScope), { fromCache: true })
})

t.test('MSAL hears that a demand or a missing consent needs the person', async (t) => {
  const { silent } = await signedIn(userScope)
  await t.rejects(silent([userScope], { claims: stepUp }), {
    name: 'InteractionRequiredAuthError',
    message: /AADSTS50076/
  })
  await t.rejects(silent(['https://graph.microsoft.com/Mail.Send']), {
    name: 'InteractionRequiredAuthError',
    message: /AADSTS65001/
  })
})

t.test('the capabilities of an application of MSAL are in its tokens', async (t) => {
  const { accessToken, silent } = await signedIn(userScope, ['cp1'])
  t.same(decodeJwt(accessToken).xms_cc, ['cp1'])
  t.same(decodeJwt((await silent([mailScope])).accessToken).xms_cc, ['cp1'])
})

t.test('a confidential application of MSAL redeems a code, and gets tokens of its own', async (t) => {
  const configuration = await msalOver(base, { clientId: apiClientId, clientSecret: secret })
  const application = new ConfidentialClientApplication(configuration)
  const redirectUri = webRedirectUri
  const scopes = [`${apiClientId}/access_as_user`]
  const url = new URL(await application.getAuthCodeUrl({ scopes, redirectUri, responseMode: 'query' }))
  url.protocol = 'http:'
  t.notOk(url.searchParams.has('code_challenge'), 'without PKCE')
  const code = (await authorize(url.href, 'user')).searchParams.get('code') ?? ''
  const result = await application.acquireTokenByCode({ code, scopes, redirectUri })
  t.match(decodeJwt(result.accessToken), { azp: apiClientId, azpacr: '1', scp: 'access_as_user' })

  for (const resource of [apiClientId, 'https://graph.microsoft.com']) {
    const own = await application.acquireTokenByClientCredential({ scopes: [`${resource}/.default`] })
    t.match(decodeJwt(own?.accessToken ?? ''), { aud: resource, idtyp: 'app' })
  }
})

t.test('MSAL keeps the token of an exchange', async (t) => {
  const configuration = await msalOver(base, { clientId: apiClientId, clientSecret: secret })
  const application = new ConfidentialClientApplication(configuration)
  const { access_token: oboAssertion } = await signIn('user')
  for (const scopes of [[graphScope], ['https://graph.microsoft.com/.default']]) {
    const exchange = () => application.acquireTokenOnBehalfOf({ oboAssertion, scopes })
    const first = await exchange()
    const again = await exchange()
    t.equal(again?.accessToken, first?.accessToken)
    t.ok(again?.fromCache, String(scopes))
  }
})

t.test('MSAL signs in at an authority for any organization, with a client of any tenant', async (t) => {
  const at = base.replace(/[^/]+$/, 'organizations')
  const application = new PublicClientApplication(await msalOver(at, { clientId: vsCodeClientId }))
  const result = await application.acquireTokenInteractive({ scopes: [userScope], openBrowser })
  t.match(decodeJwt(result.accessToken), { azp: vsCodeClientId, iss: entra.issuer })
  const refused = new PublicClientApplication(await msalOver(at, { clientId: nativeClientId }))
  const deviceCodeCallback = () => {}
  await t.rejects(refused.acquireTokenByDeviceCode({ scopes: [userScope], deviceCodeCallback }), {
    message: /invalid_request/
  })
})
