import { Writable } from 'node:stream'
import type { Test } from 'tap'
import { loggerOptions } from '../app/logger.ts'
import { apiClientId, nativeClientId, tenant } from '../deploy/local/accounts.ts'
import { signIn } from '../deploy/local/sign-in.ts'
import { type Stack, type StackOptions, startStack } from '../deploy/local/stack.ts'
import { type Answer, read } from './answer.ts'
import { createDocumentCheck } from './document-check.ts'

export interface TestStack extends Stack {
  /** Calls the service over a real socket; the answer must be one that the OpenAPI document describes. */
  call(path: string, init?: RequestInit): Promise<Answer>
  /** An access token of a local account, from a real sign-in. */
  token(user?: string, scopes?: string[], claims?: string): Promise<string>
  /** The log lines so far. */
  log(): Record<string, unknown>[]
}

/** Tokens, and the form fields and headers that carry them. */
const secrets = /eyJ[\w-]+\.|bearer \w|client_assertion|client_secret/i

/** The service by itself: its own exchange, and no gateway that alone may call. */
const standalone = { TOKEN_EXCHANGE: 'service', GATEWAY_PRINCIPAL_ID: '' }

/**
 * Starts the real chain on free ports for a test and stops it after; when it stops, its log must hold no token, no
 * assertion and no secret.
 */
export async function build(
  t: Test,
  environment: Record<string, string> = {},
  options: Pick<StackOptions, 'tools' | 'maxEventLoopDelay'> = {}
): Promise<TestStack> {
  let logged = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged += chunk
      done()
    }
  })
  const stack = await startStack({
    ...options,
    environment: { ...standalone, ...environment },
    logger: { ...loggerOptions({ logLevel: 'trace' }), stream }
  })
  const check = createDocumentCheck(stack.app.swagger())
  t.teardown(async () => {
    await stack.close()
    const secret = environment.CLIENT_SECRET
    if (secrets.test(logged) || (secret && logged.includes(JSON.stringify(secret).slice(1, -1))))
      throw new Error('a secret is in the log')
  })

  return {
    ...stack,
    async call(path, init = {}) {
      const response = await fetch(stack.serviceUrl + path, { redirect: 'manual', ...init })
      const answer = await read(response)
      const fault = check(init.method ?? 'GET', path, answer)
      t.notOk(fault, fault ?? 'the answer is as the document says')
      return answer
    },
    token: async (user = 'user', scopes = ['access_as_user'], claims) =>
      (
        await signIn({
          entraUrl: stack.entra.url,
          tenantId: tenant.id,
          clientId: nativeClientId,
          redirectUri: 'http://localhost',
          user,
          scopes: scopes.map((scope) => (scope.includes('/') ? scope : `api://${apiClientId}/${scope}`)),
          ...(claims && { claims })
        })
      ).access_token,
    log: () =>
      logged
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
  }
}
