import assert from 'node:assert/strict'
import { rawRequest } from '../../raw-request.ts'
import type { Checks } from './check.ts'

const path = '/.well-known/oauth-protected-resource'

export const metadataChecks = {
  async 'the metadata describes the MCP endpoint, at both of its addresses'(gate) {
    const { config } = gate
    for (const address of [path, `${path}/api/mcp`]) {
      const { status, json } = await gate.call(address)
      assert.equal(status, 200)
      assert.equal(json.resource, config.resource)
      assert.deepEqual(json.authorization_servers, [config.authorizationServer])
      assert.equal(gate.toService().at(-1)?.path, address)
    }
  },
  async 'the metadata is found by every spelling of its address'(gate) {
    for (const suffix of ['/', '/api/mcp/', '/API/MCP', '/Api/Mcp/']) {
      const { status, json } = await gate.call(path + suffix)
      assert.deepEqual([status, json.resource], [200, gate.config.resource], suffix)
    }
  },
  async 'the address in the challenge leads to the metadata'(gate) {
    const { headers } = await gate.call('/me')
    const address = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1] ?? ''
    const { status, json } = await gate.call(new URL(address).pathname)
    assert.deepEqual([status, json.resource], [200, gate.config.resource])
  },
  async 'no other path of the metadata reaches the service'(gate) {
    for (const suffix of [
      '/api/mcp/x',
      '/other',
      '/api',
      '/api/me',
      '/..%2f..%2fme',
      '/api%2Fmcp',
      '//api/mcp',
      '/api/mcp%00'
    ]) {
      const { status, json } = await rawRequest(gate.origin, [`GET ${path}${suffix} HTTP/1.1`])
      assert.deepEqual([status, json.code], [404, 'not_found'], suffix)
    }
    assert.deepEqual(gate.toService(), [])
  },
  async 'no query of a client reaches the metadata'(gate) {
    await gate.call(`${path}?x=1`)
    await gate.call(`${path}/api/mcp?x=1`)
    assert.deepEqual(
      gate.toService().map((sent) => sent.path),
      [path, `${path}/api/mcp`]
    )
  }
} satisfies Checks
