import { Writable } from 'node:stream'
import type { Test } from 'tap'
import { loggerOptions } from '../app/logger.ts'
import { signIn } from '../deploy/local/sign-in.ts'
import { type Stack, type StackOptions, startStack } from '../deploy/local/stack.ts'
import { apiClientId, nativeClientId, tenant } from '../deploy/local/tenant.ts'
import { type Answer, read } from './answer.ts'
import { createDocumentCheck } from './document-check.ts'

export interface Chain extends Stack {
  /** Calls the API over a real socket, through the gateway where there is one. */
  call(path: string, init?: RequestInit): Promise<Answer>
  /** An access token of a local account, from a real sign-in; scopes are those of this API unless they are whole. */
  token(options?: { user?: string; clientId?: string; scopes?: string[]; claims?: string }): Promise<string>
  /** The lines of the service's log so far. */
  log(): Record<string, unknown>[]
}

interface ChainOptions extends Omit<StackOptions, 'gateway' | 'logger'> {
  /** False is the service by itself: its own exchange, and no gateway that alone may call. */
  gateway?: StackOptions['gateway'] | false
}

/** Tokens, and the form fields and headers that carry them. */
const secrets = /eyJ[\w-]+\.|bearer \w|client_assertion|client_secret/i

const alone = { TOKEN_EXCHANGE: 'service', GATEWAY_PRINCIPAL_ID: 'any' }
/** A test that counts calls sets its own limits. */
const unlimited = {
  namedValues: { 'calls-per-minute': '100000' },
  environment: { TOOL_CALLS_PER_MINUTE: '100000' }
}

/**
 * Starts the chain on free ports for a test and stops it after. When it stops, its log must hold no token, no assertion
 * and no secret.
 */
export async function startChain(
  t: Test,
  { gateway = {}, environment, ...options }: ChainOptions = {}
): Promise<Chain> {
  const { stream, lines } = keepLog()
  const logger = { ...loggerOptions({ logLevel: 'trace' }), stream }
  const stack = await startStack(
    gateway
      ? {
          ...options,
          logger,
          environment: { ...unlimited.environment, ...environment },
          gateway: { ...gateway, namedValues: { ...unlimited.namedValues, ...gateway.namedValues } }
        }
      : { ...options, logger, environment: { ...unlimited.environment, ...alone, ...environment } }
  )
  const url = gateway ? stack.url : stack.serviceUrl
  const check = gateway ? undefined : createDocumentCheck(stack.app.swagger())
  t.teardown(async () => {
    await stack.close()
    const secret = environment?.CLIENT_SECRET
    const logged = lines.join('\n')
    if (secrets.test(logged) || (secret && logged.includes(JSON.stringify(secret).slice(1, -1))))
      throw new Error('a secret is in the log')
  })

  return {
    ...stack,
    async call(path, init = {}) {
      const answer = await read(await fetch(url + path, { redirect: 'manual', ...init }))
      const fault = check?.(init.method ?? 'GET', path, answer)
      if (check) t.notOk(fault, fault ?? 'the answer is as the document says')
      return answer
    },
    async token({ user = 'user', clientId = nativeClientId, scopes = ['access_as_user'], claims } = {}) {
      const { access_token } = await signIn({
        entraUrl: stack.entra.url,
        tenantId: tenant.id,
        clientId,
        redirectUri:
          clientId === nativeClientId ? 'http://localhost' : `${stack.url}/docs/static/oauth2-redirect.html`,
        user,
        scopes: scopes.map((scope) => (scope.includes('/') ? scope : `${apiClientId}/${scope}`)),
        ...(claims && { claims })
      })
      return access_token
    },
    log: () => lines.map((line) => JSON.parse(line))
  }
}

function keepLog() {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(...String(chunk).split('\n').filter(Boolean))
      done()
    }
  })
  return { stream, lines }
}
