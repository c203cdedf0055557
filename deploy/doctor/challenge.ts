import { randomBytes, randomUUID } from 'node:crypto'
import { readChallenge } from './bearer-challenge.ts'
import { type Check, error, ok, skipped } from './check.ts'
import { describe } from './describe.ts'

const deployPolicies = 'Deploy the policies of apim-policies/ as they are: problem.xml writes the challenge.'

export const challenge: Check[] = [
  {
    id: 'challenge',
    title: 'Without a token /mcp answers 401',
    async run({ challenge, resource }) {
      const answer = await challenge()
      if (answer.status === 401 && answer.json.code === 'token_missing') return ok()
      return error(
        describe(answer),
        `401 token_missing from POST ${resource}`,
        'Let the operation post-mcp have no policy of its own, and the API need no subscription key.'
      )
    }
  },
  {
    id: 'challenge-header',
    title: 'The 401 has one Bearer challenge',
    async run({ challenge }) {
      const answer = await challenge()
      if (answer.status !== 401) return skipped('there was no 401')
      const header = answer.headers.get('www-authenticate')
      if (readChallenge(header)) return ok()
      return error(
        `WWW-Authenticate is ${header ?? 'missing'}`,
        'Bearer with resource_metadata and scope, once: clients begin to sign in from it',
        `${deployPolicies} A proxy in front may drop or add the header.`
      )
    }
  },
  {
    id: 'challenge-metadata',
    title: 'The challenge leads to the metadata',
    async run({ challenge, metadataUrl }) {
      const parameters = readChallenge((await challenge()).headers.get('www-authenticate'))
      if (!parameters) return skipped('there is no challenge')
      if (parameters.resource_metadata === metadataUrl) return ok()
      return error(
        `${parameters.resource_metadata ?? 'no resource_metadata'} (challenge)`,
        `${metadataUrl} (--url)`,
        'Set the named value public-url to this address, without a slash at the end.'
      )
    }
  },
  {
    id: 'challenge-scope',
    title: 'The challenge asks for the scope of the metadata',
    async run({ challenge, scope }) {
      const parameters = readChallenge((await challenge()).headers.get('www-authenticate'))
      const expected = await scope()
      if (!parameters || !expected) return skipped('there is no challenge, or no full scope in the metadata')
      if (parameters.scope === expected) return ok()
      return error(
        `${parameters.scope ?? 'no scope'} (challenge)`,
        `${expected} (metadata)`,
        'Give the named value app-id-uri and APP_ID_URI of the Container App the same value.'
      )
    }
  },
  {
    id: 'forged-token',
    title: 'A forged token is refused',
    async run({ ask, resource }) {
      const answer = await ask(resource, {
        method: 'POST',
        headers: { authorization: `Bearer ${forgedToken()}` }
      })
      const parameters = readChallenge(answer.headers.get('www-authenticate'))
      if (answer.status === 401 && parameters?.error === 'invalid_token') return ok()
      return error(
        `${describe(answer)}, error ${parameters?.error ?? 'missing'}`,
        '401 with error="invalid_token": clients then drop the token and sign in again',
        `${deployPolicies} Close the API until then if it let the token in.`
      )
    }
  },
  {
    id: 'forged-status',
    title: '/status tells an invalid token',
    async run({ ask, url }) {
      const answer = await ask(`${url}/status`, { headers: { authorization: `Bearer ${forgedToken()}` } })
      const { state } = authenticationOf(answer.json)
      if (state === 'invalid') return ok()
      return error(
        `${describe(answer)}, authentication ${state ?? 'missing'}`,
        '200 with authentication.state "invalid"',
        'Let the operation get-status be anonymous and forward Authorization as it came.'
      )
    }
  }
]

export function authenticationOf(status: Record<string, unknown>): { state?: unknown; reason?: unknown } {
  const { authentication } = status
  return authentication !== null && typeof authentication === 'object' ? authentication : {}
}

/** A token as anyone could write it: the right form, and a signature of no key. */
function forgedToken(): string {
  const now = Math.floor(Date.now() / 1000)
  const parts = [
    { alg: 'RS256', typ: 'JWT', kid: randomUUID() },
    { aud: randomUUID(), iss: 'https://login.microsoftonline.com/forged/v2.0', nbf: now, exp: now + 600 }
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  return [...parts, randomBytes(256).toString('base64url')].join('.')
}
