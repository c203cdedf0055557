import { userScope } from '../../app/caller.ts'
import { type Check, error, ok, warning } from './check.ts'
import { describe, isJson } from './describe.ts'
import { isLoopback } from './known-addresses.ts'
import { strings } from './subject.ts'

const setPublicUrl =
  'Set APIM_GATEWAY_URL of the service, and the named value public-url of API Management, to this address, without a slash at the end.'

export const metadata: Check[] = [
  {
    id: 'metadata',
    title: 'The metadata is where RFC 9728 puts it',
    needs: ['status'],
    explainedBy: ['challenge-metadata'],
    async run({ metadata, metadataUrl }) {
      const answer = await metadata()
      if (answer.status === 200 && isJson(answer) && typeof answer.json.resource === 'string') return ok()
      return error(
        describe(answer),
        `200 with JSON and "resource" from ${metadataUrl}`,
        'Deploy the API with the path .well-known/oauth-protected-resource/api (metadata-api.xml), and check the named value public-url; without API Management, let this path reach the service.'
      )
    }
  },
  {
    id: 'resource',
    title: '"resource" is the address that clients use',
    needs: ['metadata'],
    async run({ metadata, resource }) {
      const { resource: published } = (await metadata()).json
      if (published === resource) return ok()
      return error(
        `${published} (metadata)${difference(String(published), resource)}`,
        `${resource} (--url), byte for byte: RFC 9728 §3.3`,
        setPublicUrl
      )
    }
  },
  {
    id: 'authorization-servers',
    title: 'The metadata names an authorization server',
    needs: ['metadata'],
    async run({ metadata }) {
      const { json } = await metadata()
      if (strings(json.authorization_servers).length > 0) return ok()
      return error(
        `authorization_servers is ${JSON.stringify(json.authorization_servers) ?? 'missing'}`,
        'a list with the issuer of the tenant, such as https://login.microsoftonline.com/TENANT_ID/v2.0',
        'Let the service answer the metadata: it takes the issuer from TENANT_ID.'
      )
    }
  },
  {
    id: 'metadata-urls',
    title: 'The authorization servers have absolute https addresses',
    needs: ['authorization-servers'],
    async run({ metadata }) {
      const wrong = strings((await metadata()).json.authorization_servers).filter((server) => !isSafe(server))
      if (wrong.length === 0) return ok()
      return error(
        `${wrong.join(', ')} (authorization_servers)`,
        'absolute https addresses without a fragment',
        'Set AUTHORITY_HOST of the service to the sign-in of Entra ID, such as https://login.microsoftonline.com.'
      )
    }
  },
  {
    id: 'scopes',
    title: 'The metadata names full scopes of this API',
    needs: ['metadata'],
    async run({ metadata }) {
      const scopes = strings((await metadata()).json.scopes_supported)
      const found = `scopes_supported is ${scopes.join(' ') || 'missing'}`
      const user = scopes.find((scope) => scope.endsWith(`/${userScope}`))
      if (!user) {
        return error(
          found,
          `APP_ID_URI/${userScope}: Entra reads a scope without an App ID URI as one of Microsoft Graph`,
          'Set APP_ID_URI to the App ID URI of the app registration.'
        )
      }
      const appIdUri = user.slice(0, -userScope.length)
      if (scopes.every((scope) => scope.startsWith(appIdUri))) return ok()
      return warning(
        found,
        `scopes that begin with ${appIdUri}: clients ask for every scope that they find, and with offline_access some ask for consent at each sign-in`,
        'Let the service answer the metadata: it publishes only scopes of its own App ID URI.'
      )
    }
  },
  {
    id: 'well-known',
    title: 'No metadata is where nothing was asked for',
    needs: ['status'],
    async run({ ask, url }) {
      const { origin } = new URL(url)
      const addresses = new Set(
        [origin, url].flatMap((base) => [
          `${base}/.well-known/oauth-protected-resource`,
          `${base}/.well-known/oauth-protected-resource/unknown`,
          `${base}/.well-known/oauth-authorization-server`,
          `${base}/.well-known/openid-configuration`
        ])
      )
      for (const address of addresses) {
        const answer = await ask(address)
        if (answer.status === 404) continue
        return error(
          `${describe(answer)} from ${address}`,
          '404: clients try this address, and take what they find there for the metadata of their endpoint',
          'Publish metadata for the two addresses of the endpoint alone (metadata-api.xml), and let nothing else of this host answer these paths.'
        )
      }
      return ok()
    }
  },
  {
    id: 'tool-scopes',
    title: 'A sign-in asks for the scopes of all tools',
    needs: ['scopes'],
    async run({ ask, metadata, url }) {
      const scopes = new Set(strings((await metadata()).json.scopes_supported))
      const { json } = await ask(`${url}/tools`)
      const missing = scopesOfTools(json.tools).filter((scope) => !scopes.has(scope))
      if (missing.length === 0) return ok()
      return warning(
        `scopes_supported lacks ${[...new Set(missing)].join(' ')}`,
        'the scopes of all tools, since most clients cannot ask for more once they have signed in',
        'Set SIGN_IN_SCOPES to all, with azd or in the service and the named value sign-in-scopes. Keep minimal if all of your clients ask for the scopes of a 403.'
      )
    }
  }
]

/** The scopes of the list of tools, as `GET /tools` gives them. */
function scopesOfTools(tools: unknown): string[] {
  return Array.isArray(tools) ? tools.flatMap((tool) => strings(tool?.scopes)) : []
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, hash } = new URL(address)
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) && hash === ''
}

function difference(found: string, expected: string): string {
  if (found === `${expected}/`) return ', which has one slash too many at the end'
  if (found.toLowerCase() === expected.toLowerCase()) return ', which differs in upper and lower case'
  if (!URL.canParse(found)) return ', which is not an address'
  const [one, other] = [new URL(found), new URL(expected)]
  const differing = (['protocol', 'hostname', 'port', 'pathname'] as const).filter(
    (part) => one[part] !== other[part]
  )
  return differing.length ? `, which differs in ${differing.join(' and ')}` : ''
}
