import { PublicClientApplication } from '@azure/msal-node'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { accounts, apiClientId, nativeClientId, vsCodeClientId } from '../../../../deploy/local/tenant.ts'
import { answerOf, localEntra, stepUp, userScope } from '../local-entra.ts'
import { msalOver } from '../msal.ts'

const { entra, base, post } = await localEntra(t)

const start = (changes: Record<string, string> = {}) => {
  const form = { client_id: nativeClientId, scope: `openid profile offline_access ${userScope}`, ...changes }
  const body = new URLSearchParams(Object.entries(form).filter(([, value]) => value))
  return answerOf(fetch(`${base}/oauth2/v2.0/devicecode`, { method: 'POST', body }))
}
const poll = (device_code: unknown, changes: Record<string, string> = {}) =>
  post({
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: nativeClientId,
    device_code: String(device_code),
    ...changes
  })

/** A person at a browser of their own: opens the page, types the code, confirms, and picks an account. */
async function signIn(page: string, code: string, { user = 'user', decision = 'confirm' } = {}) {
  const cookies = new Map<string, string>()
  let html = await visit(page)
  html = await submit(html, page, { user_code: code })
  if (html.includes('name="confirm"')) html = await submit(html, page, { [decision]: 'yes' })
  return html

  async function submit(form: string, url: string, fields: Record<string, string>): Promise<string> {
    const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
    const own = Object.fromEntries(hidden.map(([, name, value]) => [name, value]))
    return visit(url, new URLSearchParams({ ...own, ...fields }))
  }

  async function visit(url: string, body?: URLSearchParams): Promise<string> {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(body && { method: 'POST', body })
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const text = await response.text()
    const location = response.headers.get('location')
    if (location) return visit(new URL(location, url).href)
    if (text.includes('aria-label="Accounts"') && !text.includes('<p role="alert"')) {
      return visit(url, new URLSearchParams({ username: user }))
    }
    return text.includes('name="verified"')
      ? visit(url, new URLSearchParams({ username: user, verified: 'yes' }))
      : text
  }
}

t.test('a device gets a code to show, and a page on which to type it', async (t) => {
  const { status, headers, body } = await start()
  t.equal(status, 200)
  t.equal(headers.get('cache-control'), 'no-store')
  t.match(body, {
    user_code: /^[A-Z2-9]{9}$/,
    device_code: /^[\w-]{40,}$/,
    verification_uri: new RegExp(`^${entra.url}/`),
    expires_in: 900,
    interval: 5
  })
  t.ok(String(body.message).includes(String(body.user_code)))
  const page = await fetch(String(body.verification_uri))
  t.match(page.headers.get('content-security-policy'), /default-src 'none'/)
  t.match(await page.text(), /name="user_code"/)
})

t.test('the device gets its tokens after the person has signed in, and once', async (t) => {
  const { body } = await start()
  t.match(await poll(body.device_code), {
    status: 400,
    body: { error: 'authorization_pending', error_codes: [70016] }
  })
  const done = await signIn(String(body.verification_uri), String(body.user_code).toLowerCase())
  t.match(done, /You have signed in on your device/)

  const { status, body: tokens } = await poll(body.device_code)
  t.equal(status, 200)
  t.match(decodeJwt(String(tokens.access_token)), { oid: accounts.user.oid, azp: nativeClientId })
  t.match(decodeJwt(String(tokens.id_token)), { aud: nativeClientId, name: accounts.user.name })
  t.equal(tokens.scope, `openid profile ${userScope}`)
  const { refresh_token } = tokens
  const renewed = await post({
    grant_type: 'refresh_token',
    client_id: nativeClientId,
    refresh_token: String(refresh_token)
  })
  t.equal(renewed.status, 200)
  t.match(await poll(body.device_code), { status: 400, body: { error: 'invalid_grant' } })
})

t.test('the sign-in meets what the device demands', async (t) => {
  const { body } = await start({ claims: stepUp })
  await signIn(String(body.verification_uri), String(body.user_code), { user: 'mfa' })
  const { body: tokens } = await poll(body.device_code)
  t.match(decodeJwt(String(tokens.access_token)), { oid: accounts.mfa.oid, acrs: ['c1'] })
})

t.test('a person who cancels is signed in nowhere', async (t) => {
  const { body } = await start()
  const page = await signIn(String(body.verification_uri), String(body.user_code), { decision: 'abort' })
  t.match(page, /<p role="alert">You cancelled/)
  t.match(await poll(body.device_code), { status: 400, body: { error: 'authorization_declined' } })
})

t.test('a wrong or used code is refused on the page', async (t) => {
  const { body } = await start()
  const page = String(body.verification_uri)
  t.match(await signIn(page, 'AAAAAAAAA'), /role="alert">That code is wrong/)
  t.match(await signIn(page, '<b>'), /role="alert">That code is wrong/)
  await signIn(page, String(body.user_code))
  t.match(await signIn(page, String(body.user_code)), /role="alert">That code is wrong/)
})

t.test('a form of another browser signs nobody in, and the page asks again', async (t) => {
  const { body } = await start()
  const page = String(body.verification_uri)
  for (const cookie of ['', '_session=nonsense']) {
    const forged = await fetch(page, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie },
      body: new URLSearchParams({ user_code: String(body.user_code), confirm: 'yes', xsrf: 'x' })
    })
    const asksAgain = forged.headers.get('location') === page || /name="user_code"/.test(await forged.text())
    t.ok(asksAgain, `${forged.status}`)
  }
  t.match((await poll(body.device_code)).body, { error: 'authorization_pending' })
})

async function refusedStart(t: Test, changes: Record<string, string>, status: number, code: number) {
  t.match(await start(changes), { status, body: { error_codes: [code] } })
}

t.test('a request that Entra refuses is refused', async (t) => {
  await refusedStart(t, { scope: '' }, 400, 900144)
  await refusedStart(t, { scope: 'access_as_user' }, 401, 650053)
  await refusedStart(t, { client_id: '' }, 400, 900144)
  await refusedStart(t, { client_id: 'unknown' }, 400, 700016)
  t.match((await poll('nonsense')).body, { error: 'bad_verification_code', error_codes: [70018] })
  const { body } = await start()
  t.match((await poll(body.device_code, { client_id: vsCodeClientId })).body, {
    error: 'bad_verification_code'
  })
})

t.test('MSAL signs a person in with a device code', async (t) => {
  const application = new PublicClientApplication(await msalOver(base, { clientId: nativeClientId }))
  const result = await application.acquireTokenByDeviceCode({
    scopes: [userScope],
    deviceCodeCallback: ({ verificationUri, userCode }) => void signIn(verificationUri, userCode)
  })
  t.equal(result?.account?.username, accounts.user.username)
  t.match(decodeJwt(String(result?.accessToken)), { aud: apiClientId, scp: 'access_as_user' })
})
