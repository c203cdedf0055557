import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { json as readJson } from 'node:stream/consumers'
import { accounts } from '../../../deploy/local/tenant.ts'
import { bearer } from '../../answer.ts'
import { rawRequest } from '../../raw-request.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'

const ends = [
  'x-graph-token',
  'x-graph-error',
  'forwarded',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'ocp-apim-subscription-key'
]

const smuggled: Checks = Object.fromEntries(
  ends.map((name) => [
    `${name} of a client ends at the gateway`,
    async (gate: Gate) => {
      const odd = name.replace(/[a-z]/g, (letter, at: number) => (at % 2 ? letter : letter.toUpperCase()))
      const lines = [`${odd}: one`, `${name}: two`, `${name.toUpperCase()}: three`]
      for (const path of ['/api/hello', '/.well-known/oauth-protected-resource/api/mcp']) {
        const { status } = await rawRequest(gate.origin, [`GET ${path} HTTP/1.1`, ...lines])
        assert.equal(status, 200)
        assert.equal(gate.toService().at(-1)?.headers[name], undefined)
      }
    }
  ])
)

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'

export const headerChecks = {
  ...smuggled,
  async 'the gateway proves itself, whatever token the client sent'(gate) {
    const lines = ['X-GATEWAY-token: one', 'x-gateway-token: two', 'x_gateway_token: three']
    for (const path of ['/api/hello', '/.well-known/oauth-protected-resource/api/mcp']) {
      // A header named by `Connection` is one that the next hop shall not see.
      for (const more of [[], ['connection: x-gateway-token']]) {
        const { status } = await rawRequest(gate.origin, [`GET ${path} HTTP/1.1`, ...lines, ...more])
        assert.equal(status, 200)
        assert.match(gate.toService().at(-1)?.headers['x-gateway-token'] ?? '', /^[\w-]+\.[\w-]+\.[\w-]+$/)
      }
    }
  },
  async 'smuggled Graph headers change nothing for a user'(gate) {
    const token = await gate.token({ oid: accounts.noconsent.oid })
    const { status, json } = await rawRequest(gate.origin, [
      'POST /api/tools/get_my_profile HTTP/1.1',
      'content-length: 0',
      `authorization: Bearer ${token}`,
      ...['x-graph-token', 'X-Graph-TOKEN', 'x_graph_token', 'x-graph-error', 'X-GRAPH-ERROR'].map(
        (name) => `${name}: e30`
      ),
      'connection: x-graph-error, authorization-x'
    ])
    assert.deepEqual([status, json.code], [403, 'consent_required'])
    assert.equal(gate.toService().at(-1)?.headers['x-graph-token'], undefined)
  },
  async 'the Graph token is the one of the exchange alone'(gate) {
    const init = { headers: { authorization: `Bearer ${await gate.token()}`, 'x-graph-token': 'one' } }
    assert.equal((await gate.call('/me', init)).status, 200)
    const sent = gate.toService().at(-1)?.headers['x-graph-token'] ?? ''
    assert.match(sent, /^[\w-]+\.[\w-]+\.[\w-]+$/)
    assert.equal(gate.toService().at(-1)?.headers['x-graph-error'], undefined)
  },
  async 'the token of the caller is forwarded untouched'(gate) {
    const token = await gate.token()
    await gate.call('/me', { headers: { authorization: `bEARer ${token}` } })
    assert.equal(gate.toService().at(-1)?.headers.authorization, `bEARer ${token}`)
  },
  async 'the address of the caller is what the gateway saw'(gate) {
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    for (const path of ['/hello', '/.well-known/oauth-protected-resource/api/mcp']) {
      await gate.call(path, { headers })
      assert.match(gate.toService().at(-1)?.headers['x-forwarded-for'] ?? '', /^(127\.0\.0\.1|::1)$/)
    }
  },
  async 'a subscription key in the query goes no further'(gate) {
    await gate.call('/hello?subscription-key=k&name=Ada')
    assert.equal(gate.toService().at(-1)?.path, '/hello?name=Ada')
  },
  async 'the trace of the client goes on'(gate) {
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`
    const headers = { traceparent, tracestate: 'a=1' }
    await gate.call('/hello', { headers })
    const sent = gate.toService().at(-1)?.headers
    assert.deepEqual([sent?.traceparent, sent?.tracestate], [traceparent, 'a=1'])
    const { json } = await gate.call('/me', { headers })
    assert.equal(json.requestId, trace)
  },
  async 'a call without a trace begins one'(gate) {
    for (const traceparent of [
      '',
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `x00-${trace}-00f067aa0ba902b7-01`
    ]) {
      await gate.call('/hello', { headers: { ...(traceparent && { traceparent }), tracestate: 'a=1' } })
      const sent = gate.toService().at(-1)?.headers
      assert.match(sent?.traceparent ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
      assert.doesNotMatch(sent?.traceparent ?? '', /-0{16}-|^00-0{32}/)
      assert.notEqual(sent?.traceparent, traceparent)
      assert.equal(sent?.tracestate, undefined)
    }
  },
  async 'Entra, the service and the caller are told one request id'(gate) {
    const { json } = await gate.call('/tools/get_my_profile', {
      method: 'POST',
      ...bearer(await gate.token({ oid: accounts.noconsent.oid }))
    })
    assert.equal(gate.toService().at(-1)?.headers.traceparent?.split('-')[1], json.requestId)
    assert.equal(gate.exchanges()[0]?.headers['client-request-id']?.replaceAll('-', ''), json.requestId)
  },
  async 'no host of the client gets into challenges and metadata'(gate) {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
      'x-original-url': 'http://evil.example/'
    }
    for (const path of [
      '/api/me',
      '/api/mcp',
      '/.well-known/oauth-protected-resource/api/mcp',
      '/.well-known/oauth-protected-resource/api/mcp'
    ]) {
      const [response] = await once(request(gate.origin + path, { headers }).end(), 'response')
      const text = JSON.stringify([response.headers, await readJson(response)])
      assert.doesNotMatch(text, /evil/)
      for (const { headers } of gate.toService())
        assert.doesNotMatch(JSON.stringify(headers), /evil\.example"(?!,"x-original)/)
    }
  },
  async 'an absolute request target names no host either'(gate) {
    const { status, headers } = await rawRequest(gate.origin, ['GET http://evil.example/api/me HTTP/1.1'])
    assert.equal(status, 401)
    assert.doesNotMatch(headers['www-authenticate'] ?? 'evil', /evil/)
  },
  async 'headers of more than 32 kB are refused'(gate) {
    const { status } = await gate.call('/hello', { headers: { 'x-large': 'a'.repeat(40_000) } })
    assert.equal(status, 431)
    assert.deepEqual(gate.toService(), [])
  }
} satisfies Checks
