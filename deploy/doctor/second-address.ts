import { readChallenge } from './bearer-challenge.ts'
import { type Check, error, ok } from './check.ts'
import { describe } from './describe.ts'
import { strings } from './subject.ts'

const deploySecond =
  'Import the OpenAPI document of this version, deploy the policies of apim-policies/, and check the named value public-url. Clients that follow the MCP specification strictly use this address.'

/** The address of the endpoint whose metadata names an authorization server of our own. */
export const secondAddress: Check[] = [
  {
    id: 'oauth-challenge',
    title: 'The challenge of /oauth/mcp leads to its own metadata',
    needs: ['challenge-header'],
    explainedBy: ['challenge-metadata'],
    async run({ ask, url }) {
      const answer = await ask(`${url}/oauth/mcp`, { method: 'POST' })
      const challenge = readChallenge(answer.headers.get('www-authenticate'))
      const expected = addressesOf(url).resourceMetadata
      if (answer.status === 401 && challenge?.resource_metadata === expected) return ok()
      return error(
        `${describe(answer)}, resource_metadata ${challenge?.resource_metadata ?? 'missing'}`,
        `401 with ${expected}`,
        deploySecond
      )
    }
  },
  {
    id: 'oauth-metadata',
    title: 'The metadata of /oauth/mcp names our authorization server',
    needs: ['metadata', 'oauth-challenge'],
    async run({ ask, url }) {
      const { resourceMetadata, issuer } = addressesOf(url)
      const { json } = await ask(resourceMetadata)
      const servers = strings(json.authorization_servers)
      if (json.resource === `${url}/oauth/mcp` && servers.length === 1 && servers[0] === issuer) return ok()
      return error(
        `resource ${json.resource ?? 'missing'}, authorization_servers ${JSON.stringify(json.authorization_servers) ?? 'missing'}`,
        `${url}/oauth/mcp and [${issuer}] from ${resourceMetadata}`,
        'Deploy the API with the path .well-known/oauth-protected-resource/api (metadata-api.xml).'
      )
    }
  },
  {
    id: 'oauth-server',
    title: 'The metadata of our authorization server is where RFC 8414 puts it',
    needs: ['oauth-challenge'],
    async run({ ask, url }) {
      const { serverMetadata, issuer } = addressesOf(url)
      const answer = await ask(serverMetadata)
      const { json } = answer
      const isComplete =
        json.issuer === issuer &&
        json.authorization_endpoint === `${issuer}/authorize` &&
        json.token_endpoint === `${issuer}/token` &&
        strings(json.code_challenge_methods_supported).includes('S256')
      if (isComplete) return ok()
      return error(
        `${describe(answer)}, issuer ${json.issuer ?? 'missing'}`,
        `the endpoints of ${issuer}, with S256, from ${serverMetadata}`,
        'Deploy the API with the path .well-known/oauth-authorization-server/api (metadata-api.xml), and let the service read the metadata of Entra at AUTHORITY_HOST.'
      )
    }
  },
  {
    id: 'oauth-authorize',
    title: 'Our authorization endpoint refuses a request without PKCE',
    needs: ['oauth-server'],
    async run({ ask, url }) {
      const address = `${addressesOf(url).issuer}/authorize`
      const answer = await ask(address)
      if (answer.status === 400 && answer.json.code === 'input_invalid') return ok()
      return error(
        describe(answer),
        `400 input_invalid from ${address}`,
        'Deploy operations/authorize.xml and the fragment oauth-request.xml.'
      )
    }
  }
]

function addressesOf(url: string) {
  const { origin, pathname } = new URL(`${url}/oauth`)
  return {
    issuer: `${url}/oauth`,
    resourceMetadata: `${origin}/.well-known/oauth-protected-resource${pathname}/mcp`,
    serverMetadata: `${origin}/.well-known/oauth-authorization-server${pathname}`
  }
}
