import { isDeepStrictEqual } from 'node:util'
import { readChallenge } from './bearer-challenge.ts'
import { type Check, error, notRun, ok, skipped } from './check.ts'
import { describe, isJson } from './describe.ts'
import { forgedToken } from './forged-token.ts'
import { strings } from './subject.ts'

const deployPolicies = 'Deploy the policies of apim-policies/ as they are: problem.xml writes the challenge.'

export const challenge: Check[] = [
  {
    id: 'challenge',
    title: 'Without a token /mcp answers 401',
    needs: ['status'],
    async run({ challenge, resource }) {
      const answer = await challenge()
      if (answer.status === 401 && answer.json.code === 'token_missing') return ok()
      return error(
        describe(answer),
        `401 token_missing from POST ${resource}`,
        'Check that --url is the address of this API. In API Management the operation post-mcp has no policy of its own, and the API needs no subscription key.'
      )
    }
  },
  {
    id: 'challenge-header',
    title: 'The 401 has one Bearer challenge',
    needs: ['challenge'],
    async run({ challenge }) {
      const answer = await challenge()
      const header = answer.headers.get('www-authenticate')
      if (readChallenge(header)) return ok()
      return error(
        `WWW-Authenticate is ${header ?? 'missing'}`,
        'one Bearer challenge with resource_metadata and scope: clients begin the sign-in with it',
        `${deployPolicies} A proxy in front may drop or add the header.`
      )
    }
  },
  {
    id: 'challenge-metadata',
    title: 'The challenge leads to the metadata',
    needs: ['challenge-header'],
    async run({ challenge, metadataUrl }) {
      const parameters = readChallenge((await challenge()).headers.get('www-authenticate'))
      if (parameters?.resource_metadata === metadataUrl) return ok()
      return error(
        `${parameters?.resource_metadata ?? 'no resource_metadata'} (challenge)`,
        `${metadataUrl} (--url)`,
        'Set the named value public-url of API Management to this address, without a slash at the end; without API Management, APIM_GATEWAY_URL of the service.'
      )
    }
  },
  {
    id: 'challenge-scope',
    title: 'The challenge asks for the scopes of the metadata',
    needs: ['challenge-header'],
    async run({ challenge, metadata, scope }) {
      const parameters = readChallenge((await challenge()).headers.get('www-authenticate'))
      if (!(await scope())) return skipped('the metadata holds no full scope')
      const expected = strings((await metadata()).json.scopes_supported)
      const asked = parameters?.scope?.split(' ') ?? []
      if (isDeepStrictEqual(new Set(asked), new Set(expected))) return ok()
      return error(
        `${asked.join(' ') || 'no scope'} (challenge)`,
        `${expected.join(' ')} (scopes_supported)`,
        'Give the named values app-id-uri and sign-in-scopes of API Management what APP_ID_URI and SIGN_IN_SCOPES of the service say: azd up writes both.'
      )
    }
  },
  {
    id: 'mcp-get',
    title: 'GET and HEAD /mcp are challenged too',
    needs: ['status'],
    explainedBy: ['challenge-metadata'],
    async run({ ask, resource }) {
      const [get, head] = [await ask(resource), await ask(resource, { method: 'HEAD' })]
      const isChallenged = get.status === 401 && isJson(get)
      if (isChallenged && head.status === 401) return ok()
      return error(
        isChallenged ? `${describe(head)} from HEAD` : describe(get),
        `401 from GET and HEAD ${resource}: MCP clients look there for a stream of events, and for where to sign in`,
        'Import the OpenAPI document of this version, deploy api.xml and the fragment problem.xml, and check that the named value public-url is the address of the API.'
      )
    }
  },
  {
    id: 'forged-token',
    title: 'A forged token is refused',
    needs: ['status'],
    async run({ challenge, forged }) {
      const [answer, plain] = [await forged(), await challenge()]
      if (answer.status >= 400) return ok()
      if (answer.status === plain.status) return notRun('the answer is the same without a token')
      return error(
        describe(answer),
        '401, as for any token that the API cannot verify',
        `${deployPolicies} Close the API until then: it let the token in.`
      )
    }
  },
  {
    id: 'forged-challenge',
    title: 'A forged token leads to a new sign-in',
    needs: ['challenge-header', 'forged-token'],
    async run({ forged }) {
      const answer = await forged()
      const parameters = readChallenge(answer.headers.get('www-authenticate'))
      if (answer.status === 401 && parameters?.error === 'invalid_token') return ok()
      return error(
        `${describe(answer)}, error ${parameters?.error ?? 'missing'}`,
        '401 with error="invalid_token": clients then drop the token and sign in again',
        deployPolicies
      )
    }
  },
  {
    id: 'forged-status',
    title: '/status reports an invalid token',
    needs: ['status'],
    async run({ ask, url }) {
      const answer = await ask(`${url}/status`, { headers: { authorization: `Bearer ${forgedToken()}` } })
      const { state } = authenticationOf(answer.json)
      if (state === 'invalid') return ok()
      return error(
        `${describe(answer)}, authentication ${state ?? 'missing'}`,
        '200 with authentication.state "invalid"',
        'Deploy operations/get-status.xml, which lets anyone call, and let the Authorization header pass unchanged.'
      )
    }
  }
]

export function authenticationOf(status: Record<string, unknown>): { state?: unknown; reason?: unknown } {
  const { authentication } = status
  return authentication !== null && typeof authentication === 'object' ? authentication : {}
}
