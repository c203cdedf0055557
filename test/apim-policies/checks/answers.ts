import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { accounts } from '../../../deploy/local/tenant.ts'
import { bearer } from '../../answer.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { assertProblem } from './refused.ts'

const metadata = '/.well-known/oauth-protected-resource/api/mcp'

export const answerChecks = {
  async 'no answer goes without its security headers'(gate) {
    gate.serviceAnswers((_request, response) => response.end('{}'))
    const token = await gate.token()
    for (const [path, init] of [
      ['/hello', {}],
      ['/me', bearer(token)],
      [metadata, {}]
    ] as const) {
      const { headers } = await gate.call(path, init)
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000', path)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'")
    }
  },
  async 'the service cannot weaken the security headers'(gate) {
    gate.serviceAnswers((_request, response) =>
      response
        .writeHead(200, { 'strict-transport-security': 'max-age=0', 'x-content-type-options': 'x' })
        .end('{}')
    )
    const { headers } = await gate.call('/hello')
    assert.equal(headers.get('strict-transport-security'), 'max-age=31536000')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  },
  async 'a page keeps the content policy of its own'(gate) {
    const { headers } = await gate.call('/docs')
    assert.match(headers.get('content-security-policy') ?? '', /script-src|default-src 'self'/)
  },
  async 'no cache keeps a personal answer'(gate) {
    gate.serviceAnswers((_request, response) => response.end('{}'))
    const { headers } = await gate.call('/me', bearer(await gate.token()))
    assert.equal(headers.get('cache-control'), 'no-store')
  },
  async 'an answer to anyone may be cached as the service says'(gate) {
    assert.equal((await gate.call('/tools')).headers.get('cache-control'), 'no-cache')
    assert.notEqual((await gate.call('/hello')).headers.get('cache-control'), 'no-store')
  },
  async 'the service decides for how long a personal answer is kept'(gate) {
    gate.serviceAnswers((_request, response) => response.setHeader('cache-control', 'private').end('{}'))
    const { headers } = await gate.call('/me', bearer(await gate.token()))
    assert.equal(headers.get('cache-control'), 'private')
  },
  async 'a problem has the headers of an answer that nobody runs or keeps'(gate) {
    const { headers } = await gate.call('/me')
    assert.equal(headers.get('content-type'), 'application/problem+json')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'")
    assert.equal(headers.get('strict-transport-security'), 'max-age=31536000')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('allow'), null)
    assert.equal(headers.get('retry-after'), null)
  },
  async 'a problem is counted and traced, by its code'(gate) {
    await gate.call('/me')
    const [metric = '', trace = ''] = gate.told()
    assert.equal(metric, 'problems 1 code: token_missing, Operation ID')
    assert.match(trace, /^problem · token_missing · requestId=[0-9a-f]{32} · cause=policy$/)
  },
  async 'a service that cannot be reached is overloaded'(gate) {
    gate.serviceAnswers((request) => request.socket.destroy())
    for (const path of ['/hello', metadata]) {
      const answer = await gate.call(path)
      assertProblem(gate, answer, 'overloaded')
      assert.equal(answer.headers.get('retry-after'), '5')
    }
  },
  async 'the page of a platform is no answer of ours'(gate) {
    for (const status of [500, 502, 503]) {
      gate.serviceAnswers((_request, response) =>
        response
          .writeHead(status, {
            'content-type': 'text/html',
            'retry-after': String(status - 499),
            'x-inside': '1'
          })
          .end('<inside>')
      )
      for (const path of ['/hello', metadata]) {
        const answer = await gate.call(path)
        assertProblem(gate, answer, 'overloaded')
        assert.equal(answer.headers.get('retry-after'), String(status - 499))
        assert.equal(answer.headers.get('x-inside'), null)
      }
    }
  },
  async 'the failures that the service names are its own'(gate) {
    gate.serviceAnswers((_request, response) =>
      response
        .writeHead(503, { 'content-type': 'application/problem+json' })
        .end('{"code":"graph_unavailable"}')
    )
    for (const path of ['/hello', metadata]) {
      assert.equal((await gate.call(path)).json.code, 'graph_unavailable')
    }
  },
  async 'what Graph refuses is told by the service'(gate) {
    const { status, json } = await gate.call('/me', bearer(await gate.token({ oid: accounts.blocked.oid })))
    assert.deepEqual([status, json.code], [403, 'graph_forbidden'])
  },
  async 'a gateway without its identity calls nobody'(gate) {
    gate.later(100_000)
    gate.entra.faults.add({ path: /\/msi\//, status: 500, body: 'inside' })
    for (const path of ['/hello', metadata]) {
      const answer = await gate.call(path)
      assertProblem(gate, answer, 'identity_unavailable')
      assert.equal(answer.headers.get('retry-after'), '5')
      assert.doesNotMatch(answer.text, /inside/)
    }
    assert.deepEqual(gate.toService(), [])
  },
  async 'events arrive while the answer goes on'(gate) {
    gate.serviceAnswers((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    )
    const headers = { authorization: `Bearer ${await gate.token()}` }
    const outgoing = request(`${gate.origin}/api/tools/hello`, { method: 'POST', headers })
    outgoing.on('error', () => {})
    const [event] = await soon(
      gate,
      once(outgoing.end(), 'response').then(([response]) => once(response, 'data'))
    )
    outgoing.destroy()
    assert.equal(String(event), 'data: 1\n\n')
  },
  async 'a request arrives while it is still being sent'(gate) {
    gate.serviceAnswers((incoming, response) => void incoming.once('data', () => response.end('{}')))
    const headers = { authorization: `Bearer ${await gate.token()}` }
    const outgoing = request(`${gate.origin}/api/tools/hello`, { method: 'POST', headers })
    outgoing.on('error', () => {})
    outgoing.write('{')
    const [answer] = await soon(gate, once(outgoing, 'response'))
    outgoing.destroy()
    assert.equal(answer?.statusCode, 200)
  }
} satisfies Checks

/** Resolves to an empty list when nothing happens while the gateway answers many other calls. */
async function soon<Item>(gate: Gate, event: Promise<Item[]>): Promise<Item[]> {
  let happened: Item[] | undefined
  event.then(
    (items) => {
      happened = items
    },
    () => {}
  )
  for (let calls = 0; calls < 200 && !happened; calls++) await gate.call('/nowhere')
  return happened ?? []
}
