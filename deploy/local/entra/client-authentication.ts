import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { errors } from 'jose'
import { publicClientIds } from '../tenant.ts'
import { isDocumentUrl } from './client-document.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { missing } from './form.ts'
import type { ClientProof } from './token-claims.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export interface AuthenticatedClient {
  clientId: string
  proof: ClientProof
}

/** Finds the client of a token request and checks its secret or assertion. A public client brings neither. */
export async function authenticateClient(
  directory: Directory,
  form: URLSearchParams,
  headers: IncomingHttpHeaders
): Promise<AuthenticatedClient> {
  const basic = readBasic(headers.authorization)
  const clientId = basic?.clientId ?? form.get('client_id') ?? ''
  const secret = basic?.secret ?? form.get('client_secret')
  const assertion = form.get('client_assertion')

  if (!clientId) throw missing('client_id')
  if (![directory.clientId, ...publicClientIds].includes(clientId) && !isDocumentUrl(clientId)) {
    throw new EntraError(
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory.`
    )
  }
  if (secret === null && assertion === null) return { clientId, proof: '0' }
  if (clientId !== directory.clientId) {
    const message = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."
    throw new EntraError('invalid_client', 700025, message)
  }
  if (assertion !== null) {
    await checkAssertion(directory, assertion, form.get('client_assertion_type'))
    return { clientId, proof: '2' }
  }
  if (!sameSecret(secret ?? '', directory.clientSecret)) {
    throw new EntraError('invalid_client', 7000215, 'Invalid client secret provided.')
  }
  return { clientId, proof: '1' }
}

/** Refuses a client without a secret or an assertion. */
export function confidential(client: AuthenticatedClient): AuthenticatedClient {
  if (client.proof !== '0') return client
  const message =
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
  throw new EntraError('invalid_client', 7000218, message)
}

/** The federated credential trusts tokens that this tenant issues to the managed identity for the exchange audience. */
async function checkAssertion(directory: Directory, assertion: string, type: string | null): Promise<void> {
  if (type !== assertionType) throw missing('client_assertion_type')
  const expected = {
    issuer: directory.issuer,
    audience: directory.cloud.exchangeAudience,
    subject: directory.federatedSubject
  }
  try {
    await directory.keys.verify(assertion, expected)
  } catch (error) {
    throw assertionError(error)
  }
}

function assertionError(error: unknown): EntraError {
  if (error instanceof errors.JWTExpired) {
    return new EntraError('invalid_client', 700024, 'Client assertion is not within its valid time range.')
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const message = `No matching federated identity record found for presented assertion ${error.claim}.`
    return new EntraError('invalid_client', 700213, message)
  }
  return new EntraError('invalid_client', 700027, 'Client assertion failed signature validation.')
}

function readBasic(authorization: string | undefined): { clientId: string; secret: string } | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (!encoded) return undefined
  const [clientId = '', secret = ''] = Buffer.from(encoded, 'base64')
    .toString()
    .split(/:(.*)/s)
    .map((part) => new URLSearchParams(`v=${part.replace(/[&#]/g, encodeURIComponent)}`).get('v') ?? '')
  return { clientId, secret }
}

function sameSecret(given: string, own: string | undefined): boolean {
  if (!own) return false
  const [a, b] = [Buffer.from(given), Buffer.from(own)]
  return a.length === b.length && timingSafeEqual(a, b)
}
