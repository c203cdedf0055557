import type { Test } from 'tap'
import { apiClientId, nativeClientId, tenant } from '../deploy/local/accounts.ts'
import { signIn } from '../deploy/local/sign-in.ts'
import { type Stack, type StackOptions, startStack } from '../deploy/local/stack.ts'
import { type Answer, read } from './answer.ts'

export interface Chain extends Stack {
  /** Calls the API through the gateway, which runs `apim-policies/`. */
  call(path: string, init?: RequestInit): Promise<Answer>
  /** An access token of a local account, from a real sign-in. */
  token(options?: { user?: string; clientId?: string; claims?: string }): Promise<string>
}

/** Starts the whole chain on free ports for a test, and stops it after. Limits are out of the way unless given. */
export async function startChain(t: Test, { gateway = {}, ...options }: StackOptions = {}): Promise<Chain> {
  const namedValues = {
    'calls-per-minute': '100000',
    'tool-calls-per-minute': '100000',
    ...gateway.namedValues
  }
  const stack = await startStack({ ...options, gateway: { ...gateway, namedValues } })
  t.teardown(() => stack.close())
  return {
    ...stack,
    call: async (path, init) => read(await fetch(stack.url + path, { redirect: 'manual', ...init })),
    async token({ user = 'user', clientId = nativeClientId, claims } = {}) {
      const { access_token } = await signIn({
        entraUrl: stack.entra.url,
        tenantId: tenant.id,
        clientId,
        redirectUri:
          clientId === nativeClientId ? 'http://localhost' : `${stack.url}/docs/static/oauth2-redirect.html`,
        user,
        scopes: [`${apiClientId}/access_as_user`],
        ...(claims && { claims })
      })
      return access_token
    }
  }
}
