import type { Config } from '../app/config.ts'
import { nativeClientId } from '../deploy/local/tenant.ts'

/** A request that the authorization server gets, and what becomes of it. */
export interface OAuthRequest {
  name: string
  /** The query, or the form. */
  text: string
  /** The parameters that Entra gets; undefined where the request is refused. */
  passed?: Record<string, string>
  /** The `error` of a refusal (RFC 6749 §5.2). */
  error?: string
}

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

/** Requests of the authorization endpoint, which the gateway and the service must answer alike. */
export function authorizationRequests(config: Config, signInScope: string): OAuthRequest[] {
  const ours = config.scopeUri('access_as_user')
  const usual = {
    client_id: nativeClientId,
    response_type: 'code',
    redirect_uri: 'http://localhost:33418/callback?a=b&c=d',
    scope: `${ours} offline_access`,
    state: 'a b&c=d+e%20"f"',
    code_challenge: challenge,
    code_challenge_method: 'S256'
  }
  const base = new URLSearchParams(usual).toString()
  const passes = (name: string, added: string, changes: Record<string, string | undefined> = {}) => ({
    name,
    text: added.startsWith('&') ? base + added : withChange(base, added),
    passed: Object.fromEntries(
      Object.entries({ ...usual, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined
      )
    )
  })
  const refused = (name: string, change: string, error = 'invalid_request') => ({
    name,
    text: change.startsWith('&') ? base + change : withChange(base, change),
    error
  })

  return [
    passes('as clients send it', '&'),
    passes('with blanks as %20', `scope=${encodeURIComponent(usual.scope)}`),
    passes('with resource', `&resource=${encodeURIComponent(config.resource)}`),
    passes('with resource twice', '&resource=a&resource=b'),
    passes('with resource in capitals', '&Resource=a&RESOURCE=b'),
    passes('with resource in escapes', '&%72esource=a&re%73ource=b&resourc%65=c'),
    passes('with resource between blanks', '&+resource=a&resource+=b&resource%00=c'),
    passes('with an array of resources', '&resource[]=a&resource.=b&resource[0]=c'),
    passes('with a resource behind a semicolon', '&x=y;resource=a'),
    passes('with a request object', '&request=eyJhbGciOiJub25lIn0.e30.&request_uri=https://evil.example/r'),
    passes(
      'with parameters that nobody knows',
      '&acr_values=1&audience=x&id_token_hint=x&registration=x&__proto__=x&toString=x'
    ),
    passes('with empty parameters', '&&=&=x&login_hint=&domain_hint&'),
    passes('with a name that is no text', '&%ff=x&%=y&%zz=z'),
    passes('with hints', '&login_hint=a%40b.example&domain_hint=b.example&nonce=n', {
      login_hint: 'a@b.example',
      domain_hint: 'b.example',
      nonce: 'n'
    }),
    passes('with claims', `&claims=${encodeURIComponent('{"access_token":{"acrs":{"value":"c1"}}}')}`, {
      claims: '{"access_token":{"acrs":{"value":"c1"}}}'
    }),
    passes('with a mode of the response', '&response_mode=form_post', { response_mode: 'form_post' }),
    passes('with a state that looks like a date', 'state=2026-01-01T00%3A00%3A00Z', {
      state: '2026-01-01T00:00:00Z'
    }),
    passes('with a state of other letters', 'state=%C3%A9%F0%9F%98%80%0D%0ALocation%3A%20x', {
      state: 'é😀\r\nLocation: x'
    }),
    passes('with a redirect URI that only Entra can judge', 'redirect_uri=https%3A%2F%2Fevil.example%2F', {
      redirect_uri: 'https://evil.example/'
    }),
    passes(
      'with the address of a metadata document as client id',
      'client_id=https%3A%2F%2Fapp.example%2Fclient.json',
      {
        client_id: 'https://app.example/client.json'
      }
    ),
    passes('that asks for consent', '&prompt=consent'),
    passes('that asks for consent in capitals', '&prompt=Consent'),
    passes('that asks for a sign-in and consent', '&prompt=login+consent', { prompt: 'login' }),
    passes('that asks for an account', '&prompt=select_account', { prompt: 'select_account' }),
    passes('without a scope', 'scope', { scope: `${signInScope} offline_access` }),
    passes('with an empty scope', 'scope=', { scope: `${signInScope} offline_access` }),
    passes('with a blank scope', 'scope=+', { scope: `${signInScope} offline_access` }),
    passes('with scopes of the sign-in alone', 'scope=openid+offline_access', {
      scope: `${signInScope} openid offline_access`
    }),
    ...[
      `${config.clientId}/access_as_user`,
      `api://${config.clientId}/tools.mail.read`,
      `${config.resource}/access_as_user`,
      `${ours} ${config.scopeUri('tools.mail.read')} openid profile email`,
      `${config.clientId}/.default`
    ].map((scope) =>
      passes(`with the scope ${scope}`, `scope=${encodeURIComponent(scope)}`, {
        scope: `${scope} offline_access`
      })
    ),
    passes('with the bare name of a scope', 'scope=access_as_user', { scope: `${ours} offline_access` }),
    passes(
      'with bare names beside others',
      `scope=${encodeURIComponent(`openid tools.mail.read ${config.clientId}/access_as_user`)}`,
      {
        scope: `openid ${config.scopeUri('tools.mail.read')} ${config.clientId}/access_as_user offline_access`
      }
    ),

    ...[
      'User.Read',
      'https://graph.microsoft.com/.default',
      'https://graph.microsoft.com/Mail.Read',
      `${ours} Mail.Read`,
      `${ours} https://graph.microsoft.com/Mail.Read`,
      'access_as_users',
      'as_user',
      'Access_As_User',
      'access_as_user User.Read',
      'mcp/access_as_user',
      '/access_as_user',
      ours.replace('/access_as_user', ''),
      ours.replace('access_as_user', ''),
      ours.replace('/access_as_user', '//access_as_user'),
      ours.replace('/access_as_user', '/other/access_as_user'),
      ours.replace('/access_as_user', 'x/access_as_user'),
      `x${ours}`,
      `${ours}\thttps://graph.microsoft.com/Mail.Read`,
      `${ours}\nMail.Read`,
      `${ours}\n`,
      `${ours}\u00a0Mail.Read`,
      `${ours},Mail.Read`,
      `${ours}+Mail.Read`,
      `${ours}%20Mail.Read`,
      `${ours}#`,
      'OPENID'
    ].map((scope) =>
      refused(
        `with the scope ${JSON.stringify(scope)}`,
        `scope=${encodeURIComponent(scope)}`,
        'invalid_scope'
      )
    ),
    ...Object.keys(usual).map((name) => refused(`with ${name} twice`, `&${name}=x`)),
    refused('with scope twice, once in escapes', '&%73cope=Mail.Read'),
    refused('with an empty scope and another', '&scope='),
    ...['', 'token', 'id_token', 'code token', 'code id_token', 'Code', 'none'].map((type) =>
      refused(
        `with the response type ${JSON.stringify(type)}`,
        `response_type=${encodeURIComponent(type)}`,
        'unsupported_response_type'
      )
    ),
    refused('without a response type', 'response_type', 'unsupported_response_type'),
    refused('without a challenge', 'code_challenge'),
    refused('without a method of the challenge', 'code_challenge_method'),
    ...['plain', 's256', 'S512'].map((method) =>
      refused(`with the method ${method}`, `code_challenge_method=${method}`)
    ),
    ...[
      challenge.slice(1),
      `${challenge}A`,
      `${challenge}=`,
      `${challenge}\n`,
      `${challenge.slice(1)}.`,
      `${challenge.slice(1)}é`
    ].map((text) =>
      refused(`with the challenge ${JSON.stringify(text)}`, `code_challenge=${encodeURIComponent(text)}`)
    ),
    { name: 'without parameters', text: '', error: 'unsupported_response_type' }
  ]
}

/** Requests of the token endpoint, which the gateway and the service must answer alike. */
export function tokenRequests(config: Config): OAuthRequest[] {
  const ours = config.scopeUri('access_as_user')
  const code = {
    grant_type: 'authorization_code',
    client_id: nativeClientId,
    code: '1.AXkAcode+/=',
    redirect_uri: 'http://localhost:33418/callback',
    code_verifier: verifier
  }
  const refresh = { grant_type: 'refresh_token', client_id: nativeClientId, refresh_token: '1.AXkArefresh' }
  const of = (usual: Record<string, string>) => ({
    passes: (name: string, added: string, changes: Record<string, string> = {}) => ({
      name,
      text: added.startsWith('&')
        ? new URLSearchParams(usual) + added
        : withChange(String(new URLSearchParams(usual)), added),
      passed: { ...usual, ...changes }
    }),
    refused: (name: string, change: string, error = 'invalid_request') => ({
      name,
      text: change.startsWith('&')
        ? new URLSearchParams(usual) + change
        : withChange(String(new URLSearchParams(usual)), change),
      error
    })
  })
  const [codes, refreshes] = [of(code), of(refresh)]

  return [
    codes.passes('a code', '&'),
    codes.passes('a code with resource', `&resource=${encodeURIComponent(config.resource)}`),
    codes.passes(
      'a code with resource in any spelling',
      '&Resource=a&%72esource=b&resource=c&resource=d&+resource=e'
    ),
    codes.passes('a code with a secret', '&client_secret=s%2B+%26', { client_secret: 's+ &' }),
    codes.passes('a code with a scope', `&scope=${encodeURIComponent(ours)}`, { scope: ours }),
    codes.passes('a code with the bare name of a scope', '&scope=access_as_user', { scope: ours }),
    codes.passes('a code with scopes of the sign-in alone', '&scope=openid+offline_access'),
    codes.passes('a code with a refresh token beside it', '&refresh_token=x'),
    codes.passes(
      'a code with parameters of other grants',
      '&assertion=x&requested_token_use=on_behalf_of&client_assertion=x&client_assertion_type=x&username=x&password=x&device_code=x'
    ),
    codes.passes('a code with a verifier of all letters', `code_verifier=${'~._-'.repeat(32)}`, {
      code_verifier: '~._-'.repeat(32)
    }),
    refreshes.passes('a refresh token', '&'),
    refreshes.passes('a refresh token with resource', '&resource=https://graph.microsoft.com'),
    refreshes.passes('a refresh token with a wider scope', `&scope=${encodeURIComponent(`${ours} openid`)}`, {
      scope: `${ours} openid`
    }),
    refreshes.passes('a refresh token with the bare name of a scope', '&scope=openid+access_as_user', {
      scope: `openid ${ours}`
    }),
    refreshes.passes('a refresh token with claims', '&claims=%7B%7D', { claims: '{}' }),
    refreshes.passes('a refresh token with a code beside it', '&code=x&code_verifier=y&redirect_uri=z'),
    refreshes.passes('a refresh token with an empty scope', '&scope='),

    ...['User.Read', 'https://graph.microsoft.com/.default', `${ours} Mail.Read`, 'openid Mail.Read'].flatMap(
      (scope) =>
        [codes, refreshes].map(({ refused }, at) =>
          refused(
            `${at ? 'a refresh token' : 'a code'} for ${scope}`,
            `&scope=${encodeURIComponent(scope)}`,
            'invalid_scope'
          )
        )
    ),
    ...[
      'client_credentials',
      'password',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'Authorization_Code',
      ' authorization_code',
      'authorization_code\n',
      '__proto__',
      'constructor',
      'toString'
    ].map((grant) =>
      codes.refused(
        `the grant ${JSON.stringify(grant)}`,
        `grant_type=${encodeURIComponent(grant)}`,
        'unsupported_grant_type'
      )
    ),
    codes.refused('no grant', 'grant_type'),
    codes.refused('two grants', '&grant_type=client_credentials'),
    codes.refused('two grants, one in escapes', '&gr%61nt_type=client_credentials'),
    codes.refused('two codes', '&code=x'),
    codes.refused('two verifiers', `&code_verifier=${verifier}`),
    codes.refused('two clients', '&client_id=x'),
    codes.refused('no code', 'code'),
    codes.refused('an empty code', 'code='),
    codes.refused('no verifier', 'code_verifier'),
    ...[verifier.slice(1), 'a'.repeat(129), `${verifier}\n`, `${verifier} `, `${verifier.slice(1)}+`].map(
      (text) =>
        codes.refused(`the verifier ${JSON.stringify(text)}`, `code_verifier=${encodeURIComponent(text)}`)
    ),
    refreshes.refused('no refresh token', 'refresh_token'),
    refreshes.refused('two refresh tokens', '&refresh_token=x'),
    { name: 'nothing', text: '', error: 'invalid_request' },
    { name: 'JSON', text: '{"grant_type":"refresh_token"}', error: 'invalid_request' },
    codes.refused('more than 32 KiB', `&x=${'a'.repeat(32 * 1024)}`)
  ]
}

/** A query with one parameter replaced by `name=value`, or left out by `name`. */
function withChange(query: string, change: string): string {
  const name = change.split('=', 1)[0] as string
  const others = query.split('&').filter((pair) => !pair.startsWith(`${name}=`))
  return [...others, ...(change.includes('=') ? [change] : [])].join('&')
}
