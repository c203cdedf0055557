import { nativeClientId } from '../tenant.ts'

const limit = 5 * 1024

/** Origins of client metadata documents, and where they are served on loopback. */
export type DocumentHosts = Record<string, string>

/** Whether a client id is the address of a metadata document: an https URL. oidc-provider checks the address further. */
export function isDocumentUrl(clientId: string): boolean {
  return /^https:\/\//i.test(clientId)
}

/**
 * Fetches documents for oidc-provider, which bounds the time, compares `client_id` and refuses secrets. Redirects are
 * not followed, and nothing but the registered hosts is called.
 * https://www.ietf.org/archive/id/draft-ietf-oauth-client-id-metadata-document-03.html
 */
export function documentFetcher(hosts: DocumentHosts) {
  return async (input: string | URL | Request, { signal, headers }: RequestInit = {}): Promise<Response> => {
    const { origin, pathname, search } = new URL(input instanceof Request ? input.url : input)
    const host = hosts[origin]
    if (!host) throw new UnknownHost(origin)
    const response = await fetch(`${host}${pathname}${search}`, {
      redirect: 'manual',
      ...(signal && { signal }),
      ...(headers && { headers })
    })
    const fault = faultOf(response)
    if (!fault) return new Response(response.body?.pipeThrough(bound()) ?? null, response)
    await response.body?.cancel()
    throw new Error(fault)
  }
}

/** Why oidc-provider cannot use a document. */
export function explainDocument(clientId: string, error: Error): string {
  const cause = rootOf(error)
  const rules =
    cause instanceof UnknownHost
      ? ''
      : ' The document is a JSON object, whose client_id is its own address, an https URL without a user name, a fragment and dot segments, and whose token_endpoint_auth_method is none.'
  return `Entra ID cannot use the client metadata document ${clientId}: ${cause.error_description ?? cause.message}.${rules}`
}

class UnknownHost extends Error {
  constructor(origin: string) {
    super(
      `nothing is fetched from ${origin}, because no call leaves this machine. Configure the client id ${nativeClientId} in the client instead; a test names a server for the host with serveDocuments`
    )
  }
}

function faultOf({ status, headers }: Response): string | undefined {
  if (status !== 200)
    return `its address answers with status ${status}, not 200, and redirects are not followed`
  const type = headers.get('content-type') ?? ''
  // `application/json`, or a media type that ends in `+json`.
  if (/^application\/(?:[\w.-]+\+)?json *(?:;|$)/i.test(type)) return undefined
  return `its content type is "${type}", not application/json`
}

/** Ends a document that is too long. oidc-provider would too, but says only that a stream is locked. */
function bound(): TransformStream<Uint8Array, Uint8Array> {
  let length = 0
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.byteLength
      if (length > limit) controller.error(new Error(`it is longer than ${limit} bytes`))
      else controller.enqueue(chunk)
    }
  })
}

/** The innermost cause says most: "fetch failed" and the like stand above it. */
function rootOf(error: ProviderError): ProviderError {
  return error.cause instanceof Error ? rootOf(error.cause) : error
}

type ProviderError = Error & { error_description?: string }
