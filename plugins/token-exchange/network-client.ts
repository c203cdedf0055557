import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import type { Dispatcher } from 'undici'
import { parseObject } from '../../app/json-object.ts'
import { type Answer, originAndPath, send } from '../../app/outbound/send.ts'

export interface EntraResponse {
  status: number
  headers: Record<string, string>
  /** Empty when the answer is not a JSON object. */
  body: Record<string, unknown>
}

const timeout = 10_000

/** Lets MSAL speak through the service's dispatcher, and shows each answer as it came. */
export function createNetworkClient(
  dispatcher: Dispatcher,
  onResponse: (response: EntraResponse) => void
): INetworkModule {
  async function ask<Body>(
    method: 'GET' | 'POST',
    url: string,
    options?: NetworkRequestOptions
  ): Promise<NetworkResponse<Body>> {
    const answer = await send(dispatcher, {
      method,
      ...originAndPath(url),
      headers: options?.headers ?? {},
      body: options?.body ?? null,
      timeout
    })
    const response = {
      status: answer.status,
      headers: flatten(answer.headers),
      body: parseObject(answer.text) ?? {}
    }
    onResponse(response)
    return { ...response, body: response.body as Body }
  }

  return {
    sendGetRequestAsync: (url, options) => ask('GET', url, options),
    sendPostRequestAsync: (url, options) => ask('POST', url, options)
  }
}

function flatten(headers: Answer['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
