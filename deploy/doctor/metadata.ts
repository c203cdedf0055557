import { isDeepStrictEqual } from 'node:util'
import { userScope } from '../../app/caller.ts'
import { type Check, error, ok, skipped, warning } from './check.ts'
import { describe, isJson } from './describe.ts'
import { strings } from './subject.ts'

const setPublicUrl =
  'Set APIM_GATEWAY_URL of the Container App and the named value public-url to this address, without a slash at the end.'

export const metadata: Check[] = [
  {
    id: 'metadata',
    title: 'The metadata is where RFC 9728 has it',
    async run({ metadata, metadataUrl }) {
      const answer = await metadata()
      if (answer.status === 200 && isJson(answer) && typeof answer.json.resource === 'string') return ok()
      return error(
        describe(answer),
        `200 with JSON and "resource" from ${metadataUrl}`,
        'Deploy the API with the path .well-known/oauth-protected-resource (metadata-api.xml), and check the named value public-url.'
      )
    }
  },
  {
    id: 'metadata-root',
    title: 'The metadata is at the root too',
    async run({ ask, metadata, metadataUrl }) {
      const root = `${new URL(metadataUrl).origin}/.well-known/oauth-protected-resource`
      const [answer, appended] = [await ask(root), await metadata()]
      if (answer.status !== 200 || !isJson(answer)) {
        return error(
          describe(answer),
          `200 with JSON from ${root}`,
          'Deploy the operation get-metadata of the API with the path .well-known/oauth-protected-resource.'
        )
      }
      if (appended.status !== 200 || isDeepStrictEqual(answer.json, appended.json)) return ok()
      return error(
        `${root} says ${JSON.stringify(answer.json)}`,
        `what ${metadataUrl} says`,
        'Let both paths go to the same service: another API of this host answers one of them.'
      )
    }
  },
  {
    id: 'metadata-cors',
    title: 'Pages of any origin can read the metadata',
    async run({ ask, metadataUrl }) {
      const origin = 'https://example.com'
      const { headers } = await ask(metadataUrl, { headers: { origin } })
      const allowed = headers.get('access-control-allow-origin')
      if (allowed === '*' || allowed === origin) return ok()
      return error(
        `Access-Control-Allow-Origin is ${allowed ?? 'missing'}`,
        '* from the metadata: it is public',
        'Deploy metadata-api.xml with its <cors> policy.'
      )
    }
  },
  {
    id: 'resource',
    title: '"resource" is the address that clients dial',
    async run({ metadata, resource }) {
      const { resource: published } = (await metadata()).json
      if (typeof published !== 'string') return skipped('the metadata could not be read')
      if (published === resource) return ok()
      return error(
        `${published} (metadata)${difference(published, resource)}`,
        `${resource} (--url), byte for byte: RFC 9728 §3.3`,
        setPublicUrl
      )
    }
  },
  {
    id: 'metadata-urls',
    title: 'Every address of the metadata is absolute and https',
    async run({ metadata }) {
      const { json } = await metadata()
      const addresses = [json.resource, ...strings(json.authorization_servers)].filter(Boolean).map(String)
      const wrong = addresses.filter((address) => !isSafe(address))
      if (wrong.length === 0) return addresses.length ? ok() : skipped('the metadata could not be read')
      return error(wrong.join(', '), 'absolute https addresses without a fragment', setPublicUrl)
    }
  },
  {
    id: 'authorization-servers',
    title: 'The metadata names who signs in',
    async run({ metadata }) {
      const { json } = await metadata()
      if (json.resource === undefined) return skipped('the metadata could not be read')
      if (strings(json.authorization_servers).length > 0) return ok()
      return error(
        `authorization_servers is ${JSON.stringify(json.authorization_servers) ?? 'missing'}`,
        'a list with the issuer of the tenant, such as https://login.microsoftonline.com/TENANT_ID/v2.0',
        'Let the service answer the metadata: it fills it from TENANT_ID.'
      )
    }
  },
  {
    id: 'scopes',
    title: 'The scopes are full and few',
    async run({ metadata }) {
      const { json } = await metadata()
      if (json.resource === undefined) return skipped('the metadata could not be read')
      const scopes = strings(json.scopes_supported)
      const found = `scopes_supported is ${scopes.join(' ') || 'missing'}`
      if (!scopes.some((scope) => scope.endsWith(`/${userScope}`))) {
        return error(
          found,
          `APP_ID_URI/${userScope}: Entra takes a scope without its App ID URI for one of Microsoft Graph`,
          'Set APP_ID_URI to the App ID URI of the app registration.'
        )
      }
      if (scopes.length === 1) return ok()
      return warning(
        found,
        `APP_ID_URI/${userScope} alone: clients ask for all that they find, and for consent to it`,
        'Publish this scope alone; the challenge asks for more when a tool needs it.'
      )
    }
  }
]

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, hash } = new URL(address)
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback)) && hash === ''
}

function difference(found: string, expected: string): string {
  if (found === `${expected}/`) return ', with a slash too many at the end'
  if (found.toLowerCase() === expected.toLowerCase()) return ', in other letters'
  if (!URL.canParse(found)) return ', which is no address'
  const [one, other] = [new URL(found), new URL(expected)]
  const differing = (['protocol', 'hostname', 'port', 'pathname'] as const).filter(
    (part) => one[part] !== other[part]
  )
  return differing.length ? `, which differs in ${differing.join(' and ')}` : ''
}
