import { isDeepStrictEqual } from 'node:util'
import type { Answer } from './ask.ts'
import { someChallenge } from './ask-entra.ts'
import { readChallenge } from './bearer-challenge.ts'
import { type Check, error, ok, warning } from './check.ts'
import { describe, isJson } from './describe.ts'
import { type Subject, strings } from './subject.ts'

const publish =
  'Import deploy/azure/openapi.json and deploy the policies of apim-policies/ as they are, with public-url as the address of the API; without API Management, set APIM_GATEWAY_URL of the service.'
const { redirect_uri, state } = { redirect_uri: 'http://localhost/callback', state: 'doctor' }
/** A request as clients send it: with `resource`, which Entra may not know. */
const authorizationRequest = { response_type: 'code', redirect_uri, state }

/** The same settings are behind these, so an error in one of them explains an error here. */
const explainedBy = [
  'challenge-header',
  'challenge-metadata',
  'challenge-scope',
  'metadata',
  'keys',
  'scope-known',
  'resource',
  'scopes'
]

/** The address for clients that refuse Entra's own metadata, or whose `resource` Entra refuses. */
export const ownServer: Check[] = [
  {
    id: 'own-challenge',
    title: 'Without a token it answers 401, and leads to its own metadata',
    needs: ['challenge'],
    explainedBy,
    async run({ ask, own, challenge }) {
      const [answer, get] = [await own.challenge(), await ask(own.resource)]
      const parameters = readChallenge(answer.headers.get('www-authenticate'))
      const usual = readChallenge((await challenge()).headers.get('www-authenticate'))
      if (answer.status !== 401 || get.status !== 401)
        return error(
          `${describe(answer)} from POST, ${describe(get)} from GET`,
          `401 from POST and GET ${own.resource}`,
          publish
        )
      if (parameters?.resource_metadata === own.resourceMetadataUrl && parameters.scope === usual?.scope)
        return ok()
      return error(
        `resource_metadata ${parameters?.resource_metadata ?? 'missing'}, scope ${parameters?.scope ?? 'missing'} (challenge)`,
        `resource_metadata ${own.resourceMetadataUrl}, and the scope of /mcp: ${usual?.scope}`,
        publish
      )
    }
  },
  {
    id: 'own-resource',
    title: 'Its metadata names that address and our own authorization server',
    needs: ['status'],
    explainedBy,
    async run({ own, metadata }) {
      const answer = await own.resourceMetadata()
      const expected = {
        resource: own.resource,
        authorization_servers: [own.issuer],
        scopes_supported: (await metadata()).json.scopes_supported
      }
      const { resource, authorization_servers, scopes_supported } = answer.json
      if (
        answer.status === 200 &&
        isJson(answer) &&
        isDeepStrictEqual({ resource, authorization_servers, scopes_supported }, expected)
      )
        return ok()
      return error(
        answer.status === 200 ? JSON.stringify(answer.json) : describe(answer),
        `${JSON.stringify(expected)} from ${own.resourceMetadataUrl}`,
        publish
      )
    }
  },
  {
    id: 'own-metadata',
    title: 'The authorization server publishes its metadata, at both forms of its address',
    needs: ['status'],
    explainedBy,
    async run({ ask, own }) {
      const appended = `${own.issuer}/.well-known/oauth-authorization-server`
      for (const [address, answer] of [
        [own.metadataUrl, await own.metadata()],
        [appended, await ask(appended)]
      ] as const) {
        if (answer.status === 200 && isJson(answer) && answer.json.issuer === own.issuer) continue
        return error(
          answer.status === 200 ? `issuer ${answer.json.issuer ?? 'missing'}` : describe(answer),
          `200 with JSON and the issuer ${own.issuer} from ${address}: RFC 8414 §3.3`,
          publish
        )
      }
      return ok()
    }
  },
  {
    id: 'own-pkce',
    title: 'It publishes that PKCE works with S256',
    needs: ['own-metadata'],
    async run({ own }) {
      const methods = (await own.metadata()).json.code_challenge_methods_supported
      if (strings(methods).includes('S256')) return ok()
      return error(
        `code_challenge_methods_supported is ${JSON.stringify(methods) ?? 'missing'}`,
        'a list with S256: clients that follow the specification refuse any other server',
        publish
      )
    }
  },
  {
    id: 'own-endpoints',
    title: 'Its endpoints are on the host of the API, and its keys are those of Entra',
    needs: ['own-metadata', 'sign-in'],
    explainedBy,
    async run({ own, signIn }) {
      const { authorization_endpoint, token_endpoint, jwks_uri } = (await own.metadata()).json
      const expected = {
        authorization_endpoint: `${own.issuer}/authorize`,
        token_endpoint: `${own.issuer}/token`,
        jwks_uri: (await signIn())?.json.jwks_uri
      }
      const found = { authorization_endpoint, token_endpoint, jwks_uri }
      if (isDeepStrictEqual(found, expected)) return ok()
      return error(JSON.stringify(found), JSON.stringify(expected), publish)
    }
  },
  {
    id: 'own-cimd',
    title: 'It passes on how clients may identify themselves',
    needs: ['own-metadata', 'sign-in'],
    async run({ own, signIn }) {
      const [ours, entras] = [waysOf(await own.metadata()), waysOf(await signIn())]
      if (isDeepStrictEqual(ours, entras)) return ok()
      return warning(
        `${JSON.stringify(ours)} (${own.issuer})`,
        `${JSON.stringify(entras)} (Entra)`,
        'The service keeps what Entra says for an hour. If the two still differ then, let the service answer the metadata.'
      )
    }
  },
  {
    id: 'own-authorize',
    title: 'Its authorization endpoint goes on to Entra, without "resource"',
    needs: ['own-metadata', 'sign-in'],
    explainedBy,
    async run(subject) {
      const { own, signIn, metadata } = subject
      const answer = await authorize(subject, {
        code_challenge: someChallenge,
        code_challenge_method: 'S256'
      })
      const location = URL.parse(answer.headers.get('location') ?? '')
      const endpoint = (await signIn())?.json.authorization_endpoint
      const { searchParams = new URLSearchParams(), origin, pathname } = location ?? {}
      const isEntra = [302, 303].includes(answer.status) && `${origin}${pathname}` === endpoint
      const keeps = searchParams.get('redirect_uri') === redirect_uri && searchParams.get('state') === state
      if (!isEntra || !keeps || searchParams.has('resource')) {
        return error(
          describe(answer),
          `a redirect from ${own.issuer}/authorize to ${endpoint}, with the redirect_uri and the state of the client and without resource`,
          `Deploy operations/authorize.xml as it is, and compare the named values authority-host and tenant-id with AUTHORITY_HOST and TENANT_ID. ${publish}`
        )
      }
      // It adds offline_access, for a refresh token.
      const asked = searchParams.get('scope')?.replace(' offline_access', '').split(' ')
      const expected = strings((await metadata()).json.scopes_supported)
      if (isDeepStrictEqual(new Set(asked), new Set(expected))) return ok()
      return error(
        `${asked?.join(' ')} (scope of the redirect, where the client names none)`,
        `${expected.join(' ')} (scopes_supported)`,
        'Give the named value sign-in-scopes of API Management what SIGN_IN_SCOPES of the service says: azd provision writes both.'
      )
    }
  },
  {
    id: 'own-authorize-pkce',
    title: 'It refuses a sign-in without PKCE',
    needs: ['own-authorize'],
    async run(subject) {
      const answer = await authorize(subject, {})
      if (answer.status === 400) return ok()
      return error(
        describe(answer),
        `400 from ${subject.own.issuer}/authorize without code_challenge`,
        'Deploy operations/authorize.xml as it is; without API Management, deploy this version of the service.'
      )
    }
  },
  {
    id: 'own-token',
    title: 'Its token endpoint asks Entra',
    needs: ['own-metadata'],
    async run(subject) {
      const { ask, own } = subject
      const answer = await ask(`${own.issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientOf(subject),
          code: 'not-a-code',
          redirect_uri,
          code_verifier: 'v'.repeat(43)
        })
      })
      const { error: code, error_description: text } = answer.json
      if ([400, 401].includes(answer.status) && typeof code === 'string' && /AADSTS\d/.test(String(text)))
        return ok()
      return error(
        `${describe(answer)}, error ${code ?? 'missing'}`,
        `an error of Entra (AADSTS) from POST ${own.issuer}/token with a wrong code`,
        `Deploy operations/token.xml as it is, and see whether the gateway (or, without one, the service) reaches Entra. ${publish}`
      )
    }
  }
]

function authorize(subject: Subject, pkce: Record<string, string>): Promise<Answer> {
  const { ask, own } = subject
  const client_id = clientOf(subject)
  return ask(`${own.issuer}/authorize`, {
    query: { ...authorizationRequest, client_id, resource: own.resource, ...pkce }
  })
}

function clientOf({ mcpClientId, clientId }: Subject): string {
  return mcpClientId ?? clientId ?? '00000000-0000-0000-0000-000000000000'
}

function waysOf(answer: Answer | undefined) {
  const { client_id_metadata_document_supported: documents, token_endpoint_auth_methods_supported: methods } =
    answer?.json ?? {}
  return { documents: documents === true, withoutSecret: strings(methods).includes('none') }
}
