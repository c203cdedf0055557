import { createHash, randomBytes } from 'node:crypto'

export interface SignInOptions {
  entraUrl: string
  tenantId: string
  clientId: string
  user: string
  scopes: string[]
  claims?: string
  redirectUri: string
}

export interface SignedIn {
  access_token: string
  id_token?: string
  refresh_token?: string
  expires_in: number
}

/** Signs an account in as a browser and a client would, with an authorization code and PKCE. */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const { entraUrl, tenantId, clientId, user, redirectUri, scopes, claims } = options
  const base = `${entraUrl}/${tenantId}/oauth2/v2.0`
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(claims && { claims })
  })

  const answer = (await authorize(`${base}/authorize?${query}`, user)).searchParams
  const error = answer.get('error')
  if (error) throw new Error(`${error}: ${answer.get('error_description')}`)
  if (answer.get('state') !== state)
    throw new Error('The local Entra returned a different state than it was sent.')

  const response = await fetch(`${base}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code: answer.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier
    })
  })
  const tokens = (await response.json()) as SignedIn & { error_description?: string }
  if (!response.ok) throw new Error(tokens.error_description)
  return tokens
}

/**
 * Follows redirects and fills in the sign-in pages. Returns the redirect URI with Entra's answer in its query, even where
 * Entra wants it posted there (`response_mode=form_post`).
 */
export async function authorize(authorizationUrl: string, user: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = authorizationUrl
  let form: URLSearchParams | undefined
  const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '').href

  for (let step = 0; step < 15; step += 1) {
    const response = await visit(url, cookies, form)
    const location = response.headers.get('location')
    form = undefined
    if (location) {
      await response.body?.cancel()
      url = new URL(location, url).href
      if (url.split('?')[0] === redirect) return new URL(url)
      continue
    }
    const page = await response.text()
    const posted = readFormPost(page)
    if (posted) return posted
    const alert = /role="alert">([^<]*)/.exec(page)?.[1]
    if (alert) throw new Error(alert.replaceAll('&#39;', "'"))
    form = new URLSearchParams({
      username: user,
      ...(page.includes('name="verified"') && { verified: 'yes' }),
      ...(page.includes('name="consent"') && { consent: 'yes' })
    })
  }
  throw new Error('The sign-in did not reach the redirect URI in 15 steps.')
}

/** Reads the page that posts Entra's answer to the client. No other page of a sign-in has a form with an address. */
function readFormPost(page: string): URL | undefined {
  const [, action] = / action="([^"]*)"/.exec(page) ?? []
  if (!action) return undefined
  const url = new URL(unescapeHtml(action))
  for (const [, name = '', value = ''] of page.matchAll(/name="(\w+)" value="([^"]*)"/g)) {
    url.searchParams.set(name, unescapeHtml(value))
  }
  return url
}

function unescapeHtml(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name] ?? '')
}

async function visit(url: string, cookies: Map<string, string>, form?: URLSearchParams): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { accept: 'text/html', ...(cookie && { cookie }) },
    ...(form && { method: 'POST', body: form })
  })
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value) cookies.set(name, value)
    else cookies.delete(name)
  }
  return response
}
