import { type Check, error, notRun, ok } from './check.ts'
import { describe } from './describe.ts'
import { strings } from './subject.ts'

const checkEntra =
  'See whether Entra has an outage (https://azure.status.microsoft), or a proxy changes its answers.'

export const signIn: Check[] = [
  {
    id: 'sign-in',
    title: 'The authorization server publishes its metadata',
    needs: ['metadata-urls'],
    async run({ authorizationServer, signIn }) {
      const [server, answer] = [await authorizationServer(), await signIn()]
      if (!server || !answer) return notRun('the metadata names no authorization server')
      if (answer.status === 200 && typeof answer.json.authorization_endpoint === 'string') return ok()
      return error(
        describe(answer),
        `200 with JSON from ${server}/.well-known/openid-configuration`,
        'Check TENANT_ID and AUTHORITY_HOST of the service: Entra knows no such tenant.'
      )
    }
  },
  {
    id: 'issuer',
    title: 'The issuer is the one that the metadata names',
    needs: ['sign-in'],
    async run({ authorizationServer, signIn }) {
      const [server, answer] = [await authorizationServer(), await signIn()]
      const issuer = answer?.json.issuer
      if (issuer === server) return ok()
      return error(
        `${issuer ?? 'none'} (issuer of the sign-in)`,
        `${server} (authorization_servers): RFC 8414 §3.3`,
        'Give TENANT_ID as a GUID, in lower case: the issuer is AUTHORITY_HOST/TENANT_ID/v2.0.'
      )
    }
  },
  {
    id: 'keys',
    title: 'The signing keys can be read',
    needs: ['sign-in'],
    async run({ ask, signIn }) {
      const jwks = (await signIn())?.json.jwks_uri
      if (typeof jwks !== 'string') {
        return error('no jwks_uri', 'the address of the signing keys', checkEntra)
      }
      const answer = await ask(jwks)
      const keys: unknown[] = Array.isArray(answer.json.keys) ? answer.json.keys : []
      if (answer.status === 200 && keys.some(isSigningKey)) return ok()
      return error(
        `${describe(answer)}, without a key for RS256`,
        `RSA keys with a "kid" from ${jwks}`,
        checkEntra
      )
    }
  },
  {
    id: 'code-challenge',
    title: 'PKCE works with S256',
    needs: ['sign-in'],
    async run({ signIn }) {
      const answer = await signIn()
      const methods = answer?.json.code_challenge_methods_supported
      if (methods !== undefined) {
        if (strings(methods).includes('S256')) return ok()
        return error(
          `code_challenge_methods_supported is ${JSON.stringify(methods)}`,
          'a list with S256: MCP clients use no other method',
          'Let this path reach the service, or Entra, unchanged.'
        )
      }
      return ok(
        'Entra supports S256 but does not publish code_challenge_methods_supported. Clients that insist on it sign in at the other address of the endpoint, which ends with /oauth/mcp.'
      )
    }
  }
]

function isSigningKey(key: unknown): boolean {
  if (key === null || typeof key !== 'object') return false
  const { kty, kid, use = 'sig', n } = key as Record<string, unknown>
  return kty === 'RSA' && typeof kid === 'string' && use === 'sig' && typeof n === 'string'
}
