import type { HttpClient } from '@azure/core-rest-pipeline'
import type { Dispatcher } from 'undici'
import { send } from '../../app/send.ts'

const timeout = 10_000

/** Lets the Azure packages speak through the service's dispatcher. */
export async function createAzureHttpClient(dispatcher: Dispatcher): Promise<HttpClient> {
  const { createHttpHeaders } = await import('@azure/core-rest-pipeline')
  return {
    async sendRequest(request) {
      const { url, method, headers, body } = request
      const answer = await send(dispatcher, {
        method,
        url,
        headers: headers.toJSON(),
        body: typeof body === 'string' ? body : null,
        timeout
      })
      return {
        request,
        status: answer.status,
        headers: createHttpHeaders(
          Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
        ),
        bodyAsText: answer.text
      }
    }
  }
}
