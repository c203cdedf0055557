import t, { type Test } from 'tap'
import { bearer } from '../answer.ts'
import { type Chain, startChain } from '../chain.ts'
import { userClaims } from '../user-claims.ts'

const everyScope = [
  'access_as_user',
  'tools.calendar.read',
  'tools.files.read',
  'tools.mail.read',
  'tools.people.read'
]

for (const [SIGN_IN_SCOPES, scopes] of Object.entries({ all: everyScope, minimal: ['access_as_user'] })) {
  for (const gateway of [{}, false] as const) {
    const side = gateway ? 'the gateway' : 'the service'
    t.test(
      `with SIGN_IN_SCOPES=${SIGN_IN_SCOPES}, ${side} asks for the same scopes everywhere`,
      async (t) => {
        const chain = await startChain(t, { gateway, environment: { SIGN_IN_SCOPES } })
        const full = scopes.map(chain.config.scopeUri)

        const invalid = await chain.entra.sign(userClaims(chain.config, { aud: 'another' }))
        for (const init of [{}, bearer(invalid)]) {
          const { headers } = await chain.call('/mcp', { method: 'POST', ...init })
          t.strictSame(scopesOfChallenge(headers), full)
        }
        const metadata = await fetch(chain.config.metadataUrl)
        t.strictSame(((await metadata.json()) as { scopes_supported: string[] }).scopes_supported, full)

        const own = scopes.map(chain.config.ownScope)
        const { text } = await chain.call('/docs/static/swagger-initializer.js')
        t.match(text, `"scopes":"${own.join(' ')}"`, 'Swagger UI asks for them')
        const { json } = await chain.call('/openapi.json')
        t.match(json, {
          components: { securitySchemes: { entra: { description: `for ${scopes.join(', ')}.` } } }
        })
      }
    )
  }
}

t.test('a stronger sign-in keeps the scopes of the first one', async (t) => {
  const chain = await startChain(t)
  const { status, headers } = await chain.call('/me', bearer(await chain.token({ user: 'mfa' })))
  t.equal(status, 401)
  t.strictSame(scopesOfChallenge(headers), everyScope.map(chain.config.scopeUri))
})

t.test('with the scopes of the challenge, one sign-in reaches every tool', async (t) => {
  const chain = await startChain(t)
  const { headers } = await chain.call('/mcp', { method: 'POST' })
  const token = await chain.token({ scopes: scopesOfChallenge(headers) })
  for (const name of ['get_my_profile', 'get_my_manager', 'list_my_events', 'list_my_messages'])
    t.equal((await runTool(chain, name, token)).status, 200, name)
  t.equal((await runTool(chain, 'search_my_files', token, { query: 'budget' })).status, 200)
})

t.test('with minimal, a call without a token still hears of the scopes that it needs', async (t) => {
  const chain = await startChain(t, { gateway: false, environment: { SIGN_IN_SCOPES: 'minimal' } })
  const { headers } = await chain.call('/tools/list_my_events', { method: 'POST' })
  t.strictSame(
    scopesOfChallenge(headers),
    ['access_as_user', 'tools.calendar.read'].map(chain.config.scopeUri)
  )
})

for (const gateway of [{}, false] as const) {
  t.test(
    `a 403 of ${gateway ? 'the gateway' : 'the service'} names what is missing, by REST and by MCP`,
    async (t) => {
      const chain = await startChain(t, { gateway })
      const full = chain.config.scopeUri
      const params = { name: 'list_my_events', arguments: {} }
      const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
      const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

      const token = await chain.entra.sign(
        userClaims(chain.config, { scp: 'access_as_user tools.mail.read' })
      )
      const init = { method: 'POST', headers: { ...headers, authorization: `Bearer ${token}` } }
      for (const answer of [
        await chain.call('/tools/list_my_events', { ...init, body: '{}' }),
        await chain.call('/mcp', { ...init, body: JSON.stringify(message) })
      ]) {
        namesMissing(t, answer, [full('tools.calendar.read')])
        t.strictSame(scopesOfChallenge(answer.headers), [full('access_as_user'), full('tools.calendar.read')])
      }

      const other = await chain.entra.sign(userClaims(chain.config, { scp: 'tools.mail.read' }))
      namesMissing(t, await chain.call('/me', bearer(other)), [full('access_as_user')])
    }
  )
}

t.test('a 403 names both scopes where both are missing', async (t) => {
  const chain = await startChain(t, { gateway: false })
  const token = await chain.entra.sign(userClaims(chain.config, { scp: 'other' }))
  const full = chain.config.scopeUri
  namesMissing(t, await runTool(chain, 'list_my_events', token), [
    `${full('access_as_user')} and ${full('tools.calendar.read')}`
  ])
})

function namesMissing(t: Test, { status, json }: Awaited<ReturnType<Chain['call']>>, words: string[]): void {
  t.match({ status, json }, { status: 403, json: { code: 'scope_insufficient' } })
  for (const word of words) t.match(json.detail, ` ${word}:`)
}

function runTool({ call }: Chain, name: string, token: string, input = {}) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  return call(`/tools/${name}`, { method: 'POST', headers, body: JSON.stringify(input) })
}

function scopesOfChallenge(headers: Headers): string[] {
  return /\bscope="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1]?.split(' ') ?? []
}
