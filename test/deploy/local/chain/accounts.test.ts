import { decodeJwt } from 'jose'
import t from 'tap'
import { type AccountName, accounts } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { toolCall } from '../../../tool-call.ts'
import { arrivals } from './arrivals.ts'

const demanded = { access_token: { acrs: { essential: true, value: 'c1' } } }

interface Expected {
  status: number
  id?: string
  code?: string
  claims?: unknown
  retryAfter?: string
  /** Whether the service answers /me, and not the gateway. */
  fromService: boolean
}

const expected: Record<AccountName, Expected> = {
  user: { status: 200, id: accounts.user.oid, fromService: true },
  mfa: { status: 401, code: 'claims_required', claims: demanded, fromService: false },
  noconsent: { status: 403, code: 'consent_required', fromService: false },
  blocked: { status: 403, code: 'graph_forbidden', fromService: true },
  throttled: { status: 503, code: 'graph_unavailable', retryAfter: '20', fromService: true },
  unassigned: { status: 200, id: accounts.unassigned.oid, fromService: true },
  admin: { status: 200, id: accounts.admin.oid, fromService: true }
}

for (const [mode, environment, proof] of [
  ['the managed identity', {}, '2'],
  ['a secret of awkward characters', { CLIENT_SECRET: 'a"b\\c&d%e+f' }, '1']
] as const) {
  t.test(`each account gets the answer that it is for, with exchange by ${mode}`, async (t) => {
    const chain = await startChain(t, { environment })
    const [atService, atGraph] = [arrivals(t, chain.serviceUrl), arrivals(t, chain.graph.url)]

    for (const [user, answer] of Object.entries(expected)) {
      const { status, id, code, claims, retryAfter, fromService } = answer
      const token = await chain.token({ user })
      atService.length = 0
      const me = await chain.call('/me', bearer(token))
      t.equal(atService.length, fromService ? 1 : 0, `who answers ${user}`)
      const tool = await chain.call('/tools/get_my_profile', toolCall(token))

      for (const { status: got, headers, json } of [me, tool]) {
        t.match({ status: got, ...json }, { status, ...(id && { id }), ...(code && { code }) }, user)
        t.equal(headers.get('retry-after') ?? undefined, retryAfter)
        t.equal(headers.get('cache-control'), 'no-store')
        t.notOk(headers.has('x-graph-token-refused'))
        if (code === 'consent_required')
          t.match(json.consentUrl, `${chain.entra.url}/${chain.config.tenantId}/adminconsent?`)
        if (claims) t.same(claimsOf(headers), claims)
      }
      t.same({ ...tool.json, requestId: '' }, { ...me.json, requestId: '' }, 'both answer alike')
      t.equal(tool.headers.get('www-authenticate'), me.headers.get('www-authenticate'))
    }

    const graphTokens = atGraph.map(({ headers }) => headers.authorization?.split(' ')[1] ?? '')
    t.ok(graphTokens.length > 0)
    for (const graphToken of graphTokens) t.match(decodeJwt(graphToken), { appidacr: proof })
  })
}

function claimsOf(headers: Headers): unknown {
  const [, encoded = ''] =
    /error="insufficient_claims", claims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  return JSON.parse(Buffer.from(encoded, 'base64').toString())
}
