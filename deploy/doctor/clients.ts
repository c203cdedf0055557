import { codexRedirectUri } from '../codex-redirect.ts'
import { vsCodeClientId } from '../local/tenant.ts'
import list from '../redirect-uris.json' with { type: 'json' }
import { refusalOf } from './ask-entra.ts'
import { type Check, error, ok, skipped, warning } from './check.ts'
import type { Subject } from './subject.ts'

/** Every tenant knows this client, so the API can be asked for without a registration of ours. */
const known = { client_id: vsCodeClientId, redirect_uri: 'http://127.0.0.1:33418' }
const unknownRedirectUri = 'http://localhost/not-registered-by-anyone'
const isTooLate = 'Entra tells only after a sign-in'

/** What Entra says to authorization requests as clients send them. Nobody signs in. */
export const clients: Check[] = [
  {
    id: 'scope-known',
    title: 'Entra knows the App ID URI of the scopes',
    needs: ['sign-in', 'scopes'],
    async run(subject) {
      const scope = (await subject.scope()) ?? ''
      const number = await refusalOf(subject, { ...known, scope })
      if (number === '500011' || number === '650053' || number === '70011')
        return error(
          `AADSTS${number} for ${scope}`,
          'an App ID URI of the app registration, and a scope that it defines',
          'Compare APP_ID_URI with "Expose an API" of the app registration; azd provision writes both.'
        )
      return ok()
    }
  },
  {
    id: 'app-id-uri',
    title: 'Clients that send the address of /mcp as "resource" can sign in',
    needs: ['scope-known', 'resource'],
    async run(subject) {
      const { resource } = subject
      const scope = (await subject.scope()) ?? ''
      const appIdUri = scope.slice(0, scope.lastIndexOf('/'))
      const number = await refusalOf(subject, { ...known, scope, resource })
      const objects = number === '9010010' || number === '500011'
      if (!objects && appIdUri === resource) return ok()
      const control = { ...known, scope, resource: `${new URL(resource).origin}/not-registered-by-anyone` }
      if (!objects && (await refusalOf(subject, control))) return ok()
      return warning(
        objects ? `AADSTS${number} for ${resource}` : `${appIdUri} (scopes_supported); ${isTooLate}`,
        `${resource} as an App ID URI of the app registration`,
        'Register it: REGISTER_GATEWAY_URI=true and azd provision; by hand, with requestedAccessTokenVersion 2 in the manifest. Where a policy of the tenant refuses the address, give clients that send `resource` the address that ends with /oauth/mcp; without it, they fail with AADSTS9010010.'
      )
    }
  },
  {
    id: 'mcp-client',
    title: 'Entra knows the client of MCP clients',
    needs: ['sign-in'],
    explainedBy: ['scope-known'],
    async run(subject) {
      const { mcpClientId } = subject
      if (!mcpClientId)
        return skipped(
          'needs --mcp-client-id: the client id that MCP clients sign in with (azd env get-value MCP_CLIENT_ID)'
        )
      const number = await refusalOf(subject, {
        client_id: mcpClientId,
        redirect_uri: known.redirect_uri,
        scope: 'openid'
      })
      if (number !== '700016' && number !== '90002') return ok()
      return error(
        `AADSTS${number} for ${mcpClientId}`,
        'the id of an application in this tenant',
        'Give clients the id that `azd env get-value MCP_CLIENT_ID` prints, and create its service principal.'
      )
    }
  },
  {
    id: 'redirect-uris',
    title: 'The redirect URIs of known clients are registered',
    needs: ['mcp-client'],
    async run(subject) {
      if (!subject.mcpClientId) return skipped('needs --mcp-client-id')
      if (!(await lacks(subject, unknownRedirectUri))) return skipped(isTooLate)
      const missing: string[] = []
      for (const { uri, clients } of redirectUrisOf(subject))
        if (await lacks(subject, uri)) missing.push(`${uri} (${clients.join(', ')})`)
      if (missing.length === 0) return ok()
      return warning(
        `AADSTS50011 for ${missing.join(', ')}`,
        'the redirect URIs of the clients that your users have',
        'azd provision registers those of deploy/redirect-uris.json and of REDIRECT_URIS; by hand, add them under "Mobile and desktop applications". Nothing is wrong if nobody uses these clients.'
      )
    }
  },
  {
    id: 'cimd',
    title: 'Clients without a registration',
    needs: ['sign-in'],
    async run({ signIn }) {
      const { client_id_metadata_document_supported: offered } = (await signIn())?.json ?? {}
      return ok(
        offered === true
          ? 'Entra offers sign-in by a client id metadata document: such a client needs no client id of yours'
          : 'Entra does not offer sign-in by a client id metadata document: each client needs a client id'
      )
    }
  }
]

interface RedirectUri {
  uri: string
  clients: string[]
}

function redirectUrisOf({ resource, own }: Subject): RedirectUri[] {
  const ofCodex = [resource, own.resource].map((address) => ({
    uri: codexRedirectUri(address),
    clients: ['Codex']
  }))
  return [...list.publicClient, ...list.web, ...ofCodex]
}

/** Whether neither the clients' registration nor the API's own has the redirect URI. */
async function lacks(subject: Subject, redirect_uri: string): Promise<boolean> {
  for (const client_id of [subject.mcpClientId, subject.clientId]) {
    if (!client_id) continue
    const number = await refusalOf(subject, { client_id, redirect_uri, scope: 'openid' })
    if (!['50011', '500113', '900971'].includes(number ?? '')) return false
  }
  return true
}
