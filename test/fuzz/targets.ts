import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { SignJWT } from 'jose'
import { type Stack, startStack } from '../../deploy/local/stack.ts'
import { accounts } from '../../deploy/local/tenant.ts'
import { userClaims } from '../user-claims.ts'
import type { Private } from './fault-of.ts'
import type { FuzzRequest } from './fuzz-request.ts'
import { type Answer, sendByInject, sendBySocket } from './send.ts'

export type Targets = Awaited<ReturnType<typeof startTargets>>

/** A fuzzer makes more calls than any caller may. */
const mostCalls = '100000000'
const environment = { TOOL_CALLS_PER_MINUTE: mostCalls }
const namedValues = { 'calls-per-minute': mostCalls, 'calls-per-day': mostCalls }
const long = 'x'.repeat(40_000)
const scp = 'access_as_user tools.people.read tools.calendar.read tools.mail.read tools.files.read'

/** Starts the service by itself, and another one behind the gateway. */
export async function startTargets() {
  const service = await startStack({
    environment: {
      ...environment,
      TOKEN_EXCHANGE: 'service',
      GATEWAY_PRINCIPAL_ID: '',
      CLIENT_SECRET: randomBytes(24).toString('base64url')
    }
  })
  const gateway = await startStack({ environment, gateway: { namedValues } })
  const stacks = { service, gateway }
  const tokens = { service: await tokensOf(service), gateway: await tokensOf(gateway) }
  const { oid, givenName, username } = accounts.user
  const before = await see()

  return {
    private: {
      tokens: Object.values(tokens).flatMap(Object.values),
      user: [oid, givenName, username]
    } satisfies Private,
    send,
    /** Whether both still say to everybody what they said when they started, and no prototype has changed. */
    async isUnchanged(): Promise<boolean> {
      return isDeepStrictEqual(await see(), before)
    },
    async close() {
      await Promise.all([service.close(), gateway.close()])
    }
  }

  function send(request: FuzzRequest): Promise<Answer> {
    const meant = (text: string) =>
      text.replace(
        /\{(\w+)\}/g,
        (text, name: string) => (name === 'long' ? long : tokens[request.to][name]) ?? text
      )
    const headers = request.headers.map(([name, value]): [string, string] => [meant(name), meant(value)])
    const { app, url } = stacks[request.to]
    return request.by === 'inject' ? sendByInject(app, request, headers) : sendBySocket(url, request, headers)
  }

  async function see() {
    const answers = []
    for (const to of ['service', 'gateway'] as const)
      for (const authorization of ['Bearer {user}', 'Bearer {noconsent}', undefined])
        for (const target of ['/hello', '/me', '/tools', '/mcp'])
          answers.push(withoutIds(await send(canary(to, target, authorization))))
    return { answers, prototypes: [Object.prototype, Array.prototype].map(Object.getOwnPropertyNames) }
  }
}

function canary(to: FuzzRequest['to'], target: string, authorization: string | undefined): FuzzRequest {
  const isMcp = target === '/mcp'
  return {
    to,
    by: 'socket',
    method: isMcp ? 'POST' : 'GET',
    target,
    version: 'HTTP/1.1',
    headers: [
      ['content-type', 'application/json'],
      ...(authorization ? [['authorization', authorization] satisfies [string, string]] : [])
    ],
    body: isMcp
      ? '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello","arguments":{}}}'
      : '',
    edits: []
  }
}

function withoutIds(answer: Answer): Answer {
  return answer && { ...answer, text: answer.text.replace(/"requestId":"[0-9a-f]+"/, '') }
}

async function tokensOf({ config, entra }: Stack): Promise<Record<string, string>> {
  const sign = (changes: object) => entra.sign(userClaims(config, { scp, ...changes }))
  const now = Math.floor(Date.now() / 1000)
  const user = await sign({})
  const [, claims = ''] = user.split('.')
  return {
    user,
    noconsent: await sign({
      oid: accounts.noconsent.oid,
      name: accounts.noconsent.name,
      preferred_username: accounts.noconsent.username
    }),
    app: await sign({ scp: undefined, idtyp: 'app', name: undefined, preferred_username: undefined }),
    expired: await sign({ exp: now - 3600 }),
    unsigned: `eyJhbGciOiJub25lIn0.${claims}.`,
    forged: await new SignJWT(userClaims(config)).setProtectedHeader({ alg: 'HS256' }).sign(randomBytes(32))
  }
}
