import t from 'tap'
import { accounts, apiClientId } from '../../../deploy/local/tenant.ts'
import { type Answer, bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { userClaims } from '../../user-claims.ts'

const stack = await startChain(t, { gateway: false })

for (const [title, ask] of Object.entries({ 'GET /me': getMe, 'POST /tools/get_my_profile': callTool })) {
  t.test(title, async (t) => {
    t.test('shows user the profile', async (t) => {
      const { status, json } = await ask(await stack.token())
      t.equal(status, 200)
      t.match(json, { id: accounts.user.oid, displayName: accounts.user.name })
    })

    t.test('challenges mfa with the claims that Conditional Access asks for', async (t) => {
      const answer = await ask(await stack.token({ user: 'mfa' }))
      t.match(answer, { status: 401, json: { code: 'claims_required' } })
      const header = answer.headers.get('www-authenticate') ?? ''
      t.match(header, 'error="insufficient_claims"')
      t.match(header, `authorization_uri="${stack.config.authorizationEndpoint}"`)
      t.match(JSON.parse(claimsOf(answer)), { access_token: { acrs: { essential: true, value: 'c1' } } })
    })

    t.test('serves mfa at once after the sign-in that the challenge asks for', async (t) => {
      const refused = await ask(await stack.token({ user: 'mfa' }))
      const { status, json } = await ask(await stack.token({ user: 'mfa', claims: claimsOf(refused) }))
      t.equal(status, 200)
      t.equal(json.id, accounts.mfa.oid)
    })

    t.test('sends noconsent to the administrator', async (t) => {
      const { status, json } = await ask(await stack.token({ user: 'noconsent' }))
      t.equal(status, 403)
      t.equal(json.code, 'consent_required')
      t.equal(json.consentUrl, `${stack.config.authority}/adminconsent?client_id=${apiClientId}`)
    })

    t.test('tells blocked that Graph refuses', async (t) => {
      t.match(await ask(await stack.token({ user: 'blocked' })), {
        status: 403,
        json: { code: 'graph_forbidden' }
      })
    })

    t.test('tells throttled how long to wait', async (t) => {
      const answer = await ask(await stack.token({ user: 'throttled' }))
      t.match(answer, { status: 503, json: { code: 'graph_unavailable' } })
      t.equal(answer.headers.get('retry-after'), '20')
    })
  })
}

t.test('in service mode the headers of a gateway count for nothing', async (t) => {
  const { status, json } = await stack.call('/me', {
    headers: {
      authorization: `Bearer ${await stack.entra.sign(userClaims(stack.config))}`,
      'x-graph-token': 'forged',
      'x-graph-error': Buffer.from('{"code":"consent_required"}').toString('base64url'),
      'x-gateway-token': 'forged'
    }
  })
  t.equal(status, 200)
  t.equal(json.id, accounts.user.oid)
})

function getMe(token: string): Promise<Answer> {
  return stack.call('/me', bearer(token))
}

function callTool(token: string): Promise<Answer> {
  return stack.call('/tools/get_my_profile', { method: 'POST', ...bearer(token) })
}

/** The JSON text of the claims challenge. */
function claimsOf({ headers }: Answer): string {
  const encoded = /claims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1] ?? ''
  return Buffer.from(encoded, 'base64').toString()
}
