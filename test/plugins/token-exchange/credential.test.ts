import t, { type Test } from 'tap'
import { createDispatcher } from '../../../app/outbound/dispatcher.ts'
import type { Fault } from '../../../deploy/local/faults.ts'
import { reroute } from '../../../deploy/local/reroute.ts'
import { daemonIdentity } from '../../../deploy/local/tenant.ts'
import { createOnBehalfOf } from '../../../plugins/token-exchange/on-behalf-of.ts'
import { bearer } from '../../answer.ts'
import { type Chain, startChain } from '../../chain.ts'
import { exchanges } from '../../token-endpoint.ts'
import { userClaims } from '../../user-claims.ts'

const identityEndpoint = /\/msi\/token/
const unknownIdentity = '11111111-2222-4333-8444-555555555555'

t.test('the managed identity', async (t) => {
  // The package that asks for it keeps its token for the whole process, so the failures come first.
  const stack = await startChain(t, { gateway: false })
  const faults: Record<string, Omit<Fault, 'path'>> = {
    'that drops the connection': { drop: true },
    'that answers 500': { status: 500, body: 'INNER' },
    'that answers 503 for two minutes': { status: 503, headers: { 'retry-after': '120' } },
    'that throttles for two minutes': { status: 429, headers: { 'retry-after': '120' }, body: '{}' },
    'that throttles in milliseconds': { status: 429, headers: { 'x-ms-retry-after-ms': '120000' } },
    'that is not there': { status: 404, body: '{}' },
    'that is being updated': { status: 410 },
    'that answers a page': { status: 200, body: '<html>INNER</html>' },
    'that answers an array': { status: 200, body: '[]' },
    'that answers no token': { status: 200, body: '{"token_type":"Bearer"}' },
    'that answers nothing': { status: 200, body: '' }
  }
  for (const [title, fault] of Object.entries(faults)) {
    t.test(`an endpoint ${title} is unavailable within seconds`, async (t) => {
      t.teardown(stack.entra.faults.add({ path: identityEndpoint, ...fault }))
      const sentAt = performance.now()
      const answer = await callAs(stack)
      t.match(answer, { status: 503, json: { code: 'identity_unavailable' } })
      t.match(answer.headers.get('retry-after'), /^\d+$/)
      t.notMatch(answer.text, /INNER|msi/)
      t.ok(performance.now() - sentAt < 60_000, 'long before the two minutes are over')
    })
  }

  for (const status of [400, 401, 403]) {
    t.test(`a refusal with ${status} is our fault`, async (t) => {
      const body = JSON.stringify({ statusCode: status, message: 'INNER' })
      t.teardown(stack.entra.faults.add({ path: identityEndpoint, status, body }))
      await isMisconfigured(t, stack)
    })
  }

  t.test('an identity that is not assigned to the service is our fault', async (t) => {
    await t.rejects(exchangeAs(t, stack, unknownIdentity), { code: 'exchange_misconfigured' })
    t.equal(exchanges(stack), 0, 'without an assertion nothing is exchanged')
  })

  t.test('an identity that the application does not trust is our fault', async (t) => {
    const now = Math.floor(Date.now() / 1000)
    const assertion = await stack.entra.sign({
      iss: stack.entra.issuer,
      aud: 'api://AzureADTokenExchange',
      sub: daemonIdentity.principalId,
      iat: now,
      nbf: now,
      exp: now + 3600
    })
    const body = { access_token: assertion, expires_on: String(now + 3600), token_type: 'Bearer' }
    t.teardown(stack.entra.faults.add({ path: identityEndpoint, body: JSON.stringify(body) }))
    await t.rejects(exchangeAs(t, stack, daemonIdentity.clientId), { code: 'exchange_misconfigured' })
    t.equal(exchanges(stack), 1, 'Entra itself refused it')
  })

  t.test('serves the caller once the endpoint answers, and is asked once', async (t) => {
    const asked = identityRequests(stack)
    const before = exchanges(stack)
    t.equal((await callAs(stack)).status, 200)
    t.equal((await callAs(stack)).status, 200)
    t.equal(exchanges(stack) - before, 2)
    t.equal(identityRequests(stack) - asked, 1)
  })
})

t.test('a secret of any characters serves the caller, and no identity is asked', async (t) => {
  const stack = await startChain(t, { gateway: false, environment: { CLIENT_SECRET: 'a"\\&%+ü=~ b' } })
  t.equal((await callAs(stack)).status, 200)
  t.equal(exchanges(stack), 1)
  t.equal(identityRequests(stack), 0)
})

t.test('a wrong secret is our fault', async (t) => {
  const stack = await startChain(t, { gateway: false, environment: { CLIENT_SECRET: 'right-secret' } })
  stack.config.clientSecret = 'wrong-secret'
  await isMisconfigured(t, stack)
  t.equal(exchanges(stack), 1, 'Entra itself refused it')
})

async function isMisconfigured(t: Test, stack: Chain) {
  const answer = await callAs(stack)
  t.match(answer, { status: 502, json: { code: 'exchange_misconfigured' } })
  t.equal(answer.headers.get('www-authenticate'), null)
  t.notMatch(answer.text, /INNER|AADSTS|secret|assertion|identity/i)
}

/** Exchanges as the service would if another managed identity were configured. */
async function exchangeAs(t: Test, { config, entra }: Chain, managedIdentityClientId: string) {
  const agent = createDispatcher()
  t.teardown(() => agent.close())
  const routes = { [entra.url]: entra.url, [entra.url.replace('http:', 'https:')]: entra.url }
  const onBehalfOf = createOnBehalfOf({ ...config, managedIdentityClientId }, agent.compose(reroute(routes)))
  return onBehalfOf(await entra.sign(userClaims(config)), {})
}

async function callAs(stack: Chain) {
  return stack.call('/me', bearer(await stack.entra.sign(userClaims(stack.config))))
}

function identityRequests({ entra }: Chain): number {
  return entra.requests.filter(({ path }) => identityEndpoint.test(path)).length
}
