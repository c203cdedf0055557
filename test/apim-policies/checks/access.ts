import assert from 'node:assert/strict'
import { bearer } from '../../answer.ts'
import { rawRequest } from '../../raw-request.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { assertNothingWentOut, assertProblem } from './refused.ts'

const open = [
  'GET /hello',
  'POST /hello',
  'POST /echo',
  'GET /tools',
  'GET /status',
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/json',
  'GET /docs/static/swagger-ui.css',
  'GET /oauth/.well-known/oauth-authorization-server'
]

/** Open too, but they answer what they are sent. */
const signIn = ['/oauth/authorize', '/oauth/token']

const anyone: Checks = Object.fromEntries(
  open.map((operation) => [
    `anyone may ${operation}`,
    async (gate: Gate) => {
      const [method = '', path = ''] = operation.split(' ')
      const headers = { 'content-type': 'application/json' }
      const init = { method, headers, ...(method === 'POST' && { body: '{}' }) }
      assert.equal((await gate.call(path, init)).status, 200)
    }
  ])
)

/** Paths that a loose comparison could take for an open one, or for none. */
const crooked = [
  '/api/%2e%2e/api/me',
  '/api/hello/../me',
  '/api/hello/%2e%2e/me',
  '/api/hello/..%2fme',
  '/api/hello%2f..%2fme',
  '/api/docs/static/..%2f..%2fme',
  '/api/docs/static/%2e%2e/%2e%2e/me',
  '/api/docs/static/..%5c..%5cme',
  '/api/docs/static/..\\..\\me',
  '/api/docs/static/%252e%252e/me',
  '/api/hello;/../me',
  '/api/hello%3f/../me',
  '/api/me/',
  '/api//me',
  '//api/me',
  '/api/./me',
  '/api/ME',
  '/API/me',
  '/api/me%00',
  '/api/me%20',
  '/api/me?x=/api/hello',
  '/api/me#/api/hello',
  '/.well-known/oauth-protected-resource/../../api/me',
  '/.well-known/oauth-protected-resource/%2e%2e%2f%2e%2e%2fme',
  'http://localhost/api/me'
]

const paths: Checks = Object.fromEntries(
  crooked.map((path) => [
    `${path} opens nothing`,
    async (gate: Gate) => {
      const { status, json } = await rawRequest(gate.origin, [`GET ${path} HTTP/1.1`])
      assert.ok([400, 401, 404].includes(status), `answered ${status}`)
      assert.equal(json.id, undefined)
      assert.deepEqual(gate.exchanges(), [])
      for (const sent of gate.toService()) assert.match(sent.path, /^\/docs\/static\/.|^\/hello/)
    }
  ])
)

export const accessChecks = {
  ...anyone,
  ...paths,
  async 'every other operation needs a token'(gate) {
    const closed = gate.operations.filter(
      ({ method, path }) => !open.includes(`${method} ${path.replace('{*}', 'swagger-ui.css')}`)
    )
    const others = closed.filter(({ path }) => !path.startsWith('/docs/static/') && !signIn.includes(path))
    assert.ok(others.length >= 4)
    for (const { method, path } of others) {
      const answer = await gate.call(path, { method })
      if (method === 'HEAD') assert.equal(answer.status, 401)
      else assertProblem(gate, answer, 'token_missing', {}, metadataOf(gate, path))
    }
    assertNothingWentOut(gate)
  },
  async 'an encoded slash makes no tool of it'(gate) {
    const answer = await rawRequest(gate.origin, ['POST /api/tools%2Fhello HTTP/1.1', 'content-length: 0'])
    assert.equal(answer.status, 404)
    assertNothingWentOut(gate)
  },
  async 'a token that is sent where none is needed is forwarded and not exchanged'(gate) {
    const token = await gate.token()
    for (const authorization of [`Bearer ${token}`, 'Bearer x.y.z', 'Basic dTpw']) {
      assert.equal((await gate.call('/hello', { headers: { authorization } })).status, 200)
      assert.equal(gate.toService().at(-1)?.headers.authorization, authorization)
    }
    assert.deepEqual(gate.exchanges(), [])
  },
  async 'a method that no operation has is not found'(gate) {
    for (const method of ['HEAD', 'OPTIONS', 'DELETE', 'PUT', 'PATCH', 'POST']) {
      const { status, headers, json } = await gate.call('/me', { method, ...bearer(await gate.token()) })

      assert.equal(status, 404, method)
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
      if (method !== 'HEAD') assert.equal(json.code, 'not_found')
    }
    assertNothingWentOut(gate)
  },
  async 'an unknown path is not found, and nothing of the gateway shows'(gate) {
    const { json, status } = await gate.call('/unknown', bearer(await gate.token()))
    assert.deepEqual([status, json.code], [404, 'not_found'])
    assertNothingWentOut(gate)
  },
  async 'PUT on the MCP endpoint is a wrong method'(gate) {
    for (const path of ['/mcp', '/MCP', '/mcp/', '/oauth/mcp', '/OAuth/MCP/']) {
      const { status, json, headers } = await gate.call(path, { method: 'PUT' })
      assert.deepEqual([status, json.code, headers.get('allow')], [405, 'method_not_allowed', 'POST'], path)
    }
    assertNothingWentOut(gate)
  },
  async 'GET, HEAD and DELETE on the MCP endpoint need a token, and are wrong methods'(gate) {
    for (const [path, metadata] of [
      ['/mcp', gate.config.metadataUrl],
      ['/oauth/mcp', gate.config.oauth.resourceMetadataUrl]
    ] as const) {
      for (const method of ['GET', 'HEAD', 'DELETE']) {
        const challenged = await gate.call(path, { method })
        assert.equal(challenged.status, 401)
        const challenge = challenged.headers.get('www-authenticate') ?? ''
        assert.ok(challenge.endsWith(`resource_metadata="${metadata}"`), challenge)
        const { status, headers } = await gate.call(path, { method, ...bearer(await gate.token()) })
        assert.equal(status, 405)
        assert.match(headers.get('allow') ?? '', /\bPOST\b/)
      }
    }
  },
  async 'each challenge of an address names the metadata of that address'(gate) {
    for (const [path, metadata] of [
      ['/mcp', gate.config.metadataUrl],
      ['/MCP/', gate.config.metadataUrl],
      ['/oauth/mcp', gate.config.oauth.resourceMetadataUrl],
      ['/OAUTH/mcp/', gate.config.oauth.resourceMetadataUrl],
      ['/me', gate.config.metadataUrl]
    ] as const) {
      const method = path === '/me' ? 'GET' : 'POST'
      const expired = await gate.token({ exp: Math.floor(Date.now() / 1000) - 90 })
      for (const init of [{}, bearer('x'), bearer(expired), bearer(await gate.token({ scp: 'User.Read' }))]) {
        const { headers } = await gate.call(path, { method, ...init })
        const challenge = headers.get('www-authenticate') ?? ''
        assert.ok(challenge.endsWith(`resource_metadata="${metadata}"`), challenge)
      }
    }
  }
} satisfies Checks

function metadataOf({ config }: Gate, path: string): string {
  return path === '/oauth/mcp' ? config.oauth.resourceMetadataUrl : config.metadataUrl
}
