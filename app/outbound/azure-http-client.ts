import type { HttpClient } from '@azure/core-rest-pipeline'
import type { Dispatcher } from 'undici'
import { originAndPath, send } from './send.ts'

const timeout = 5_000
/** These headers make the pipeline wait before it tries again. They are dropped, since a caller is waiting. */
const waits = new Set(['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'])

/** Lets the Azure packages speak through the service's dispatcher. */
export async function createAzureHttpClient(dispatcher: Dispatcher): Promise<HttpClient> {
  const { createHttpHeaders } = await import('@azure/core-rest-pipeline')
  return {
    async sendRequest(request) {
      const { url, method, headers, body } = request
      const answer = await send(dispatcher, {
        method,
        ...originAndPath(url),
        headers: headers.toJSON(),
        body: typeof body === 'string' ? body : null,
        timeout
      })
      return {
        request,
        status: answer.status,
        headers: createHttpHeaders(
          Object.fromEntries(
            Object.entries(answer.headers)
              .filter(([name]) => !waits.has(name))
              .map(([name, value]) => [name, String(value)])
          )
        ),
        bodyAsText: answer.text
      }
    }
  }
}
