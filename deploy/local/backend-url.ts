import { ConfigError } from '../../app/config.ts'

/** The service of one's own that the gateway calls instead of this one, from BACKEND_URL. Undefined where it is not set. */
export function readBackendUrl(environment: Record<string, string | undefined>): string | undefined {
  const { BACKEND_URL: text } = environment
  if (!text) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  throw new ConfigError(
    `The environment variable BACKEND_URL is ${JSON.stringify(text)}, but must be an address without a path, such as http://localhost:8080.`
  )
}

/** An OpenAPI document with an operation for each method of any other path. Each needs a user's token, as new operations do. */
export function withAnyPath<Document extends { paths?: object }>(document: Document): Document {
  const any = Object.fromEntries(
    ['get', 'head', 'post', 'put', 'patch', 'delete'].map((method) => [
      method,
      { operationId: `any-${method}` }
    ])
  )
  return { ...document, paths: { ...document.paths, '/*': any } }
}
