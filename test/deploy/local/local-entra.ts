import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { type EntraOptions, startEntra } from '../../../deploy/local/entra/index.ts'
import { clientRedirectUris } from '../../../deploy/local/entra/redirect-uris.ts'
import { type SignInOptions, signIn } from '../../../deploy/local/sign-in.ts'
import { apiClientId, managedIdentity, nativeClientId, tenant } from '../../../deploy/local/tenant.ts'

export const userScope = `api://${apiClientId}/access_as_user`
/** Of the API's application, for a client that has its secret. */
export const webRedirectUri = 'https://contoso.example/signed-in'
/** Codex computes a redirect URI from this. */
export const mcpUrl = 'https://contoso.example/api/mcp'
export const stepUp = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
export const secret = `${randomBytes(12).toString('base64url')}"&%+\\`

/** Starts a local Entra on a free port for one test file. */
export async function localEntra(t: Test, options: Partial<EntraOptions> = {}) {
  const entra = await startEntra({
    port: 0,
    tenantId: tenant.id,
    clientId: apiClientId,
    clientSecret: secret,
    redirectUris: ['http://localhost:3000/docs/redirect.html'],
    webRedirectUris: [webRedirectUri],
    clientRedirectUris: clientRedirectUris([mcpUrl]),
    identity: managedIdentity,
    apiScopes: ['access_as_user', 'tools.mail.read'],
    graphScopes: ['User.Read', 'Mail.Read'],
    appIdUris: [`api://${apiClientId}`],
    ...options
  })
  t.teardown(() => entra.close())
  const base = `${entra.url}/${tenant.id}`

  return {
    entra,
    base,
    keysUrl: `${base}/discovery/v2.0/keys`,
    signIn: (user: string, changes: Partial<SignInOptions> = {}) =>
      signIn({
        entraUrl: entra.url,
        tenantId: tenant.id,
        clientId: nativeClientId,
        redirectUri: 'http://localhost:50123/callback',
        user,
        scopes: [userScope],
        ...changes
      }),
    post: (form: Record<string, string>, headers: Record<string, string> = {}) =>
      answerOf(
        fetch(`${base}/oauth2/v2.0/token`, { method: 'POST', headers, body: new URLSearchParams(form) })
      ),
    identityToken: async (resource: string) => {
      const query = new URLSearchParams({ 'api-version': '2019-08-01', resource })
      const { body } = await answerOf(
        fetch(`${entra.identityEndpoint}?${query}`, {
          headers: { 'x-identity-header': entra.identityHeader }
        })
      )
      return String(body.access_token)
    },
    daemonToken: async (resource: string) => {
      const query = new URLSearchParams({ 'api-version': '2018-02-01', resource })
      const url = `${entra.url}/metadata/identity/oauth2/token?${query}`
      return String((await answerOf(fetch(url, { headers: { metadata: 'true' } }))).body.access_token)
    }
  }
}

export async function answerOf(pending: Promise<Response>) {
  const response = await pending
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body }
}
