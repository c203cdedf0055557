import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { request } from 'node:http'
import t, { type Test } from 'tap'
import { bearer } from '../../../answer.ts'
import { type Chain, startChain } from '../../../chain.ts'
import { toolCall } from '../../../tool-call.ts'
import { arrivals } from './arrivals.ts'

const secret = 'a"b\\c&d%e+f'

for (const [mode, environment] of [
  ['the managed identity', {}],
  ['a secret', { CLIENT_SECRET: secret }]
] as const) {
  t.test(
    `the trace shows each hop of a call to /me by ${mode}, without tokens, secrets or assertions`,
    async (t) => {
      const chain = await startChain(t, { environment })
      const forms = exchangeForms(t)
      const [atService, atGraph] = [arrivals(t, chain.serviceUrl), arrivals(t, chain.graph.url)]
      const tokens = [
        await chain.token(),
        await chain.token({ user: 'noconsent' }),
        await chain.token({ user: 'mfa' })
      ]
      for (const token of tokens) {
        await chain.call('/me', bearer(token))
        await chain.call('/tools/get_my_profile', toolCall(token))
      }
      const secrets = [
        ...tokens,
        ...atService.flatMap(({ headers }) =>
          ['x-graph-token', 'x-gateway-token'].map((name) => headers[name])
        ),
        ...atGraph.map(({ headers }) => headers.authorization?.split(' ')[1]),
        ...forms.flatMap(({ client_assertion, client_secret }) => [client_assertion, client_secret])
      ].filter((value) => typeof value === 'string')
      t.ok(forms.length > 0)
      t.equal(
        new Set(secrets).size,
        6,
        'three of callers, one of Graph, one of the gateway, one of the exchange'
      )

      for (const text of [await trace(chain, 'application/json'), await trace(chain, 'text/html')]) {
        for (const value of secrets) {
          for (const part of [value, value.split('.').at(-1) ?? value])
            t.notOk(text.includes(part), part.slice(-8))
        }
        for (const form of [
          secret,
          JSON.stringify(secret).slice(1, -1),
          encodeURIComponent(secret),
          'a&#34;b'
        ]) {
          t.notOk(text.includes(form), 'no secret')
        }
        t.notMatch(text, /eyJ[\w-]+\.|Bearer [\w-]{8}/i)
      }
    }
  )
}

t.test(
  'the record of a first call has the policies in order, their decisions and the time of each hop',
  async (t) => {
    const chain = await startChain(t)
    await chain.call('/me', bearer(await chain.token()))
    const [call] = JSON.parse(await trace(chain, 'application/json'))
    t.match(call, {
      method: 'GET',
      url: `${chain.url}/me`,
      operation: 'get-me',
      status: 200,
      durationMs: Number,
      request: { 'x-graph-token': /^‹\d+ characters›$/, authorization: /^‹\d+ characters›$/ }
    })
    const steps = flat(call.steps)
    const hops = steps.flatMap(({ outbound }) => outbound)
    t.match(
      hops.map(({ hop, status }) => `${hop} ${status}`),
      ['entra 200', 'service 200']
    )
    for (const { durationMs } of [...steps, ...hops])
      t.ok(durationMs >= 0 && durationMs <= call.durationMs + 1)
    t.ok(hops.every(({ durationMs }) => durationMs > 0))
    t.same([...new Set(steps.map(({ section }) => section))], ['inbound', 'backend', 'outbound'])
    t.match(
      call.graph,
      [{ method: 'GET', path: '/v1.0/me', status: 200 }],
      'the calls of the service to Graph'
    )
    t.ok(call.graph[0].durationMs > 0 && call.graph[0].durationMs < call.durationMs)
    const decided = (policy: string) =>
      steps.filter((step) => step.policy === policy).flatMap(({ decisions }) => decisions)
    t.same(decided('cache-lookup-value'), ['cache miss'])
    t.match(decided('validate-azure-ad-token').join(), /\w/)
    t.ok(steps.some(({ variables }) => variables['exchange-result'] === 'exchanged'))

    await chain.call('/me', bearer(await chain.token({ user: 'noconsent' })))
    const [refused] = JSON.parse(await trace(chain, 'application/json'))
    t.match(refused, { status: 403, operation: 'get-me', graph: { length: 0 } })
    t.notOk(flat(refused.steps).some(({ outbound }) => outbound.some(({ hop }) => hop === 'service')))
  }
)

t.test('the trace is served only to loopback hosts', async (t) => {
  const { url } = await startChain(t)
  for (const [host, status] of [
    ['localhost:8080', 200],
    ['127.0.0.1', 200],
    ['[::1]:1', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['evil.example:8080', 403],
    ['127.0.0.1.nip.io', 403]
  ] as const) {
    for (const accept of ['application/json', 'text/html']) {
      const asked = request(new URL('/_trace', url), { headers: { host, accept } }).end()
      const [response] = await once(asked, 'response')
      response.resume()
      t.equal(response.statusCode, status, host)
      t.notOk('access-control-allow-origin' in response.headers)
    }
  }
})

interface Step {
  policy: string
  section: string
  durationMs: number
  decisions: string[]
  variables: Record<string, string>
  outbound: { hop: string; status: number; durationMs: number }[]
  steps: Step[]
}

function flat(steps: Step[]): Step[] {
  return steps.flatMap((step) => [step, ...flat(step.steps)])
}

async function trace({ url }: Chain, accept: string): Promise<string> {
  return (await fetch(new URL('/_trace', url), { headers: { accept } })).text()
}

/** Collects the forms that go to the token endpoint from now on, as objects. */
function exchangeForms(t: Test): Record<string, string>[] {
  const forms: Record<string, string>[] = []
  const channel = 'undici:request:bodyChunkSent'
  subscribe(channel, listen)
  t.teardown(() => unsubscribe(channel, listen))
  return forms

  function listen(message: unknown) {
    const form = Object.fromEntries(
      new URLSearchParams(Buffer.from((message as { chunk: Uint8Array }).chunk).toString())
    )
    if (form.requested_token_use) forms.push(form)
  }
}
