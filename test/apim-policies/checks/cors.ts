import assert from 'node:assert/strict'
import type { Answer } from '../../answer.ts'
import { bearer } from '../../answer.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'

const origins = ['https://one.example', 'https://two.example']
const asked = [
  'accept',
  'authorization',
  'content-type',
  'if-none-match',
  'last-event-id',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'mcp-param-region',
  'mcp-session-id',
  'traceparent',
  'tracestate'
]
const exposed = [
  'ETag',
  'MCP-Protocol-Version',
  'Mcp-Session-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'Retry-After',
  'WWW-Authenticate'
]

export const corsChecks = {
  async 'each configured origin may call, with what a client needs'(gate) {
    for (const origin of origins) {
      for (const header of asked) {
        const { status, headers } = await preflight(gate, '/me', { origin, header })
        assert.equal(status, 200)
        assert.equal(allowed({ headers }), origin, header)
        assert.equal(headers.get('access-control-allow-credentials'), null)
        assert.equal(headers.get('access-control-max-age'), '600')
      }
      for (const [method, path] of [
        ['POST', '/tools/hello'],
        ['POST', '/mcp'],
        ['GET', '/mcp'],
        ['DELETE', '/mcp'],
        ['HEAD', '/mcp'],
        ['POST', '/oauth/mcp'],
        ['GET', '/oauth/mcp'],
        ['POST', '/MCP/']
      ] as const)
        assert.equal(allowed(await preflight(gate, path, { origin, method })), origin, `${method} ${path}`)
    }
    assert.deepEqual(gate.toService(), [])
  },
  async 'no other origin may call'(gate) {
    for (const origin of [
      'https://three.example',
      'null',
      'https://one.example.evil.example',
      'http://one.example',
      'https://one.example:8443',
      '*'
    ]) {
      assert.equal(allowed(await preflight(gate, '/me', { origin })), null, origin)
      const headers = { origin, authorization: `Bearer ${await gate.token()}` }
      assert.equal(allowed(await gate.call('/me', { headers })), null, origin)
    }
  },
  async 'no method without an operation passes a preflight'(gate) {
    const [origin = ''] = origins
    assert.equal(allowed(await preflight(gate, '/me', { origin, method: 'DELETE' })), null)
    assert.equal(allowed(await preflight(gate, '/mcp', { origin, method: 'PUT' })), null)
  },
  async 'a page reads how GET and DELETE of the MCP endpoint are refused'(gate) {
    const [origin = ''] = origins
    for (const method of ['GET', 'DELETE']) {
      const answer = await gate.call('/mcp', { method, headers: { origin } })
      assert.deepEqual([answer.status, allowed(answer)], [401, origin], method)
    }
  },
  async 'a page reads the headers that it must act on, from refusals too'(gate) {
    for (const init of [{}, bearer(await gate.token())]) {
      const { headers } = await gate.call('/me', {
        headers: { ...init.headers, origin: 'https://two.example' }
      })
      assert.equal(allowed({ headers }), 'https://two.example')
      assert.deepEqual(headers.get('access-control-expose-headers')?.split(','), exposed)
      assert.equal(headers.get('vary'), 'Origin')
    }
  },
  async 'a foreign origin is answered like anyone, without leave to read it'(gate) {
    const { status, json } = await gate.call('/hello', { headers: { origin: 'https://three.example' } })
    assert.deepEqual([status, json], [200, { message: 'Hello, world!' }])
  },
  async 'every page may read the metadata'(gate) {
    const origin = 'https://any.example'
    for (const path of [
      '/.well-known/oauth-protected-resource/api/mcp',
      '/.well-known/oauth-authorization-server/api/oauth'
    ]) {
      const plain = await gate.call(path, { headers: { origin } })
      assert.deepEqual([plain.status, allowed(plain)], [200, '*'])
      for (const header of ['accept', 'mcp-protocol-version']) {
        const answer = await preflight(gate, path, { origin, header })
        assert.deepEqual([allowed(answer), answer.headers.get('access-control-max-age')], ['*', '600'])
      }
      assert.equal(allowed(await preflight(gate, path, { origin, header: 'authorization' })), null)
      assert.equal(allowed(await preflight(gate, path, { origin, method: 'POST' })), null)
    }
  }
} satisfies Checks

function preflight(
  { call }: Gate,
  path: string,
  {
    origin,
    method = path === '/tools/hello' ? 'POST' : 'GET',
    header
  }: { origin: string; method?: string; header?: string }
) {
  const headers = {
    origin,
    'access-control-request-method': method,
    ...(header && { 'access-control-request-headers': header })
  }
  return call(path, { method: 'OPTIONS', headers })
}

function allowed({ headers }: Pick<Answer, 'headers'>): string | null {
  return headers.get('access-control-allow-origin')
}
