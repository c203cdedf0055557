import { randomBytes } from 'node:crypto'
import t from 'tap'
import { groups } from '../../../deploy/doctor/checks.ts'
import { apiClientId, nativeClientId } from '../../../deploy/local/tenant.ts'
import { startChain } from '../../chain.ts'
import { examine, those } from './examine.ts'

const chain = await startChain(t, { environment: { CORS_ORIGINS: 'https://app.example' } })
const { url, serviceUrl } = chain
const full = {
  url,
  serviceUrl,
  clientId: apiClientId,
  mcpClientId: nativeClientId,
  origin: 'https://app.example'
}

t.test('all is well with a healthy chain and a token', async (t) => {
  const findings = await examine({ ...full, token: await chain.token() })
  t.strictSame(
    Object.values(findings).filter(({ state }) => state !== 'ok'),
    []
  )
})

t.test('without a token it skips what needs one, and finds no fault', async (t) => {
  const findings = await examine({ url })
  t.strictSame(those(findings, 'error'), [])
  t.strictSame(those(findings, 'warning'), ['preflight'], 'pages may not call, and nobody said they must')
  const skipped = those(findings, 'skipped')
  for (const check of ['gateway-only', 'token-kind', 'token-scope', 'authenticated', 'me', 'mcp-tools'])
    t.ok(skipped.includes(check), check)
})

for (const { user, state, code } of [
  { user: 'mfa', state: 'warning', code: 'claims_required' },
  { user: 'noconsent', state: 'error', code: 'consent_required' },
  { user: 'blocked', state: 'error', code: 'graph_forbidden' },
  { user: 'throttled', state: 'warning', code: 'graph_unavailable' }
] as const) {
  t.test(`${user}: /me tells ${code}, and nothing else is wrong`, async (t) => {
    const findings = await examine({ ...full, token: await chain.token({ user }) })
    t.strictSame([...those(findings, 'error'), ...those(findings, 'warning')], ['me'])
    t.match(findings.me, { state, found: code })
  })
}

t.test('a missing consent comes with the address for the administrator', async (t) => {
  const { me } = await examine({ ...full, token: await chain.token({ user: 'noconsent' }) })
  t.match(me, { fix: chain.config.adminConsentUrl })
})

for (const CORS_ORIGINS of ['', 'https://app.example']) {
  t.test(`without a gateway nothing is wrong: CORS_ORIGINS=${CORS_ORIGINS}`, async (t) => {
    // The Azure packages keep the tokens of a managed identity for the whole process.
    const CLIENT_SECRET = randomBytes(16).toString('hex')
    const alone = await startChain(t, { gateway: false, environment: { CORS_ORIGINS, CLIENT_SECRET } })
    const { serviceUrl } = alone
    const findings = await examine({
      url: serviceUrl,
      serviceUrl,
      clientId: apiClientId,
      token: await alone.token(),
      ...(CORS_ORIGINS && { origin: CORS_ORIGINS })
    })
    t.strictSame(those(findings, 'error'), [])
    t.strictSame(those(findings, 'not-run'), [])
    t.strictSame(those(findings, 'warning'), CORS_ORIGINS ? [] : ['preflight'])
    t.match(findings['gateway-only'], { state: 'skipped', note: 'no gateway' })
  })
}

t.test('each check needs, or is explained by, checks before it', async (t) => {
  const seen = new Set<string>()
  for (const { id, needs = [], explainedBy = [] } of groups.flatMap(({ checks }) => checks)) {
    for (const other of [...needs, ...explainedBy]) t.ok(seen.has(other), `${id}: ${other}`)
    t.notOk(seen.has(id), `${id} is there once`)
    seen.add(id)
  }
})
