import assert from 'node:assert/strict'
import { signIn } from '../../../deploy/local/sign-in.ts'
import { accounts, apiClientId, daemonIdentity, tenant } from '../../../deploy/local/tenant.ts'
import { bearer } from '../../answer.ts'
import { rawRequest } from '../../raw-request.ts'
import { forgedForTheService, forgedTokens } from '../forged-tokens.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { assertNothingWentOut, assertProblem, assertSameProblem } from './refused.ts'

const seconds = () => Math.floor(Date.now() / 1000)

const forged: Checks = Object.fromEntries(
  Object.entries(forgedTokens).map(([kind, forge]) => [
    `a token ${kind} is invalid`,
    async (gate: Gate) => refuses(gate, await forge(gate), 'token_invalid')
  ])
)

const forgedDeeper: Checks = Object.fromEntries(
  Object.entries(forgedForTheService).map(([kind, forge]) => [
    `a token ${kind} is invalid`,
    async (gate: Gate) => {
      const answer = await gate.call('/me', bearer(await forge(gate)))
      assertProblem(gate, answer, 'token_invalid')
    }
  ])
)

const headers: Checks = Object.fromEntries(
  Object.entries({
    'sent twice': ['authorization: Bearer TOKEN', 'Authorization: Bearer TOKEN'],
    'of two tokens': ['authorization: Bearer TOKEN', 'authorization: Bearer x.y.z'],
    'of two tokens, the good one last': ['authorization: Bearer x.y.z', 'authorization: Bearer TOKEN'],
    'behind another scheme': ['authorization: Basic dTpw', 'authorization: Bearer TOKEN'],
    'before another scheme': ['authorization: Bearer TOKEN', 'authorization: Basic dTpw'],
    'of another scheme': ['authorization: Basic TOKEN'],
    'without its scheme': ['authorization: TOKEN'],
    'of the scheme alone': ['authorization: Bearer'],
    'in quotes': ['authorization: Bearer "TOKEN"'],
    'with a word behind it': ['authorization: Bearer TOKEN x'],
    'with a comma behind it': ['authorization: Bearer TOKEN,']
  }).map(([kind, lines]) => [
    `an Authorization header ${kind} is invalid`,
    async (gate: Gate) => {
      const token = await gate.token()
      const { status, json, headers } = await rawRequest(gate.origin, [
        'GET /api/me HTTP/1.1',
        ...lines.map((line) => line.replace('TOKEN', token))
      ])
      assertProblem(gate, { status, json, headers: new Headers(headers), text: '' }, 'token_invalid')
      assertNothingWentOut(gate)
    }
  ])
)

const scopes: Checks = Object.fromEntries(
  ['access_as_userX', 'Mcp.access_as_user', 'access_as_user.read', 'ACCESS_AS_USER', 'User.Read', ''].map(
    (scp) => [
      `the scopes "${scp}" are not the one that is needed`,
      async (gate: Gate) => refuses(gate, await gate.token({ scp }), 'scope_insufficient')
    ]
  )
)

export const tokenChecks = {
  ...forged,
  ...forgedDeeper,
  ...headers,
  ...scopes,
  async 'a user with a good token gets through'(gate) {
    const { status, json } = await gate.call('/me', bearer(await gate.token()))
    assert.equal(status, 200)
    assert.equal(json.id, accounts.user.oid)
  },
  async 'the App ID URI is an audience too'(gate) {
    const answer = await gate.call('/me', bearer(await gate.token({ aud: gate.config.appIdUri })))
    assert.equal(answer.status, 200)
  },
  async 'the scope may stand among others'(gate) {
    const answer = await gate.call('/me', bearer(await gate.token({ scp: 'other access_as_user more' })))
    assert.equal(answer.status, 200)
  },
  async 'the scheme may be written in any case'(gate) {
    for (const scheme of ['bearer', 'BEARER', 'bEaReR', 'Bearer   ']) {
      const headers = { authorization: `${scheme} ${await gate.token()}` }
      assert.equal((await gate.call('/me', { headers })).status, 200)
    }
  },
  async 'a missing token is told from an invalid one'(gate) {
    assertProblem(gate, await gate.call('/me'), 'token_missing')
    assertSameProblem(await gate.call('/me'), await gate.callService('/me'))
    assertNothingWentOut(gate)
  },
  async 'an empty Authorization header is no missing one'(gate) {
    const answer = await rawRequest(gate.origin, ['GET /api/me HTTP/1.1', 'authorization:'])
    assert.equal(answer.json.code, 'token_invalid')
  },
  async 'an expired token is called so'(gate) {
    await refuses(gate, await gate.token({ exp: seconds() - 90 }), 'token_expired')
  },
  async 'a token in the query counts for nothing'(gate) {
    assertProblem(gate, await gate.call(`/me?access_token=${await gate.token()}`), 'token_missing')
    assertNothingWentOut(gate)
  },
  async 'an application without a user is told so'(gate) {
    const { clientId: azp, principalId: oid } = daemonIdentity
    await refuses(gate, await gate.token({ scp: undefined, azp, oid }), 'user_required')
    await refuses(gate, await gate.token({ scp: undefined, idtyp: 'app', azp, oid }), 'user_required')
  },
  async 'an application with scopes is still no user'(gate) {
    await refuses(gate, await gate.token({ idtyp: 'app' }), 'user_required')
  },
  async 'an ID token of our own application is invalid'(gate) {
    const { id_token = '' } = await signIn({
      entraUrl: gate.entra.url,
      tenantId: tenant.id,
      clientId: apiClientId,
      redirectUri: `${gate.config.publicUrl}/docs/static/oauth2-redirect.html`,
      user: 'user',
      scopes: ['openid', 'profile', gate.config.ownScope('access_as_user')]
    })
    assert.notEqual(id_token, '')
    await refuses(gate, id_token, 'token_invalid')
  },
  async 'a good token of more than 16 kB is not even looked at'(gate) {
    await refuses(gate, await gate.token({ groups: 'g'.repeat(13_000) }), 'token_invalid')
  },
  async 'a token of 100 kB goes nowhere'(gate) {
    const answer = await gate.call('/me', bearer(`${'a'.repeat(100_000)}.b.c`)).catch(() => undefined)
    assert.equal(answer?.status ?? 431, 431)
    assertNothingWentOut(gate)
  },
  async 'a name of quotes and line breaks is only a name'(gate) {
    const name = '"Nan\r\ncy" \\ {{client-secret}} @(1)</value>'
    const token = await gate.token({ name })
    assert.equal((await gate.call('/me', bearer(token))).status, 200)
    const { json } = await gate.call('/status', bearer(token))
    assert.equal((json.user as { name?: string }).name, name)
  }
} satisfies Checks

/** The gateway refuses by itself, in the very words of the service. */
async function refuses(gate: Gate, token: string, code: Parameters<typeof assertProblem>[2]): Promise<void> {
  const answer = await gate.call('/me', bearer(token))
  assertProblem(gate, answer, code)
  assertNothingWentOut(gate)
  assertSameProblem(answer, await gate.callService('/me', bearer(token)))
}
