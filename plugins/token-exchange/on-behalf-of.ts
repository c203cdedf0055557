import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { Problem } from '../../app/problems/problem.ts'
import { credential } from './credential.ts'
import { problemOf } from './entra-error.ts'
import { createNetworkClient, type EntraResponse } from './network-client.ts'

/** Asks Entra for a Graph token on behalf of the user whose access token is the assertion; `expiresIn` is seconds. */
export function createOnBehalfOf(config: Config, dispatcher: Dispatcher) {
  const client = lazy(() => credential(config, dispatcher))

  return async function onBehalfOf(oboAssertion: string, logFields: Record<string, unknown>) {
    const { ConfidentialClientApplication } = await import('@azure/msal-node')
    const auth = await client()
    let response: EntraResponse | undefined
    // One application for each exchange: MSAL would keep every token in its cache for ever.
    const application = new ConfidentialClientApplication({
      auth: { ...authority(config), clientId: config.clientId, ...auth },
      system: {
        networkClient: createNetworkClient(dispatcher, (received) => {
          response = received
        })
      }
    })
    const sentAt = Date.now()
    try {
      const result = await application.acquireTokenOnBehalfOf({
        oboAssertion,
        scopes: [config.graphScope],
        skipCache: true
      })
      if (
        response?.status === 200 &&
        typeof result?.accessToken === 'string' &&
        result.accessToken !== '' &&
        result.tokenType === 'Bearer' &&
        result.expiresOn
      ) {
        return { token: result.accessToken, expiresIn: (result.expiresOn.getTime() - sentAt) / 1000 }
      }
    } catch (cause) {
      if (cause instanceof Problem) throw cause
      throw problemOf(response, config.adminConsentUrl, logFields, cause)
    }
    throw problemOf(response, config.adminConsentUrl, logFields)
  }
}

/** MSAL accepts https only, and with the endpoint given it discovers nothing. */
function authority(config: Config) {
  const url = new URL(config.authority)
  url.protocol = 'https:'
  return {
    authority: url.href,
    knownAuthorities: [url.host],
    authorityMetadata: JSON.stringify({
      issuer: config.authorizationServer,
      authorization_endpoint: config.authorizationEndpoint,
      token_endpoint: config.tokenEndpoint,
      jwks_uri: config.jwksUri
    })
  }
}

function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined
  return () => {
    value ??= make()
    return value
  }
}
