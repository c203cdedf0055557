import assert from 'node:assert/strict'
import { rawRequest } from '../../raw-request.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'

const resources = '/.well-known/oauth-protected-resource'
const servers = '/.well-known/oauth-authorization-server'

export const metadataChecks = {
  async 'each metadata document describes the resource, or the server, that it was asked for'(gate) {
    for (const [address, described] of documents(gate)) {
      const { status, json } = await gate.call(address)
      assert.equal(status, 200)
      for (const [name, value] of Object.entries(described)) assert.deepEqual(json[name], value)
      assert.equal(gate.toService().at(-1)?.path, address)
    }
  },
  async 'the metadata is found by every spelling of its address'(gate) {
    for (const [address, described] of documents(gate)) {
      const [, start = '', end = ''] = /^(.*\/api)(\/.+)$/.exec(address) ?? []
      for (const suffix of [`${end}/`, end.toUpperCase(), `${end.toUpperCase()}/`]) {
        const { status, json } = await gate.call(start + suffix)
        assert.deepEqual([status, json.resource ?? json.issuer], [200, Object.values(described)[0]], suffix)
      }
    }
  },
  async 'the address in the challenge leads to the metadata'(gate) {
    for (const path of ['/mcp', '/oauth/mcp']) {
      const { headers } = await gate.call(path, { method: 'POST' })
      const address = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1] ?? ''
      const { status, json } = await gate.call(new URL(address).pathname)
      assert.deepEqual([status, json.resource], [200, gate.config.publicUrl + path])
    }
  },
  async 'no other path of the metadata reaches the service'(gate) {
    for (const path of [
      '',
      '/',
      '/api',
      '/api/',
      '/api/mcp/x',
      '/api/me',
      '/api/oauth',
      '/api/oauth/mcp/x',
      '/other',
      '/mcp',
      '/..%2f..%2fme',
      '/api/..%2fme',
      '/api%2Fmcp',
      '/api/oauth%2Fmcp',
      '//api/mcp',
      '/api//mcp',
      '/api/mcp%00'
    ]
      .map((suffix) => resources + suffix)
      .concat(
        ['', '/', '/api', '/api/mcp', '/api/oauth/x', '/oauth'].map((suffix) => servers + suffix),
        [
          '/.well-known/openid-configuration',
          '/.well-known/openid-configuration/api/oauth',
          '/.well-known/anything',
          '/api/.well-known/openid-configuration',
          '/api/.well-known/oauth-protected-resource',
          '/api/oauth/.well-known/openid-configuration',
          '/api/oauth/.well-known/oauth-protected-resource',
          '/api/mcp/.well-known/oauth-protected-resource'
        ]
      )) {
      const { status } = await rawRequest(gate.origin, [`GET ${path} HTTP/1.1`])
      assert.equal(status, 404, path)
    }
    assert.deepEqual(gate.toService(), [])
  },
  async 'a path below the metadata that nobody knows is a problem like any other'(gate) {
    for (const path of [`${resources}/api`, `${servers}/api/mcp`])
      assert.equal((await gate.call(path)).json.code, 'not_found')
  },
  async 'no query of a client reaches the metadata'(gate) {
    for (const [address] of documents(gate)) {
      await gate.call(`${address}?x=1`)
      assert.equal(gate.toService().at(-1)?.path, address)
    }
  }
} satisfies Checks

function documents({ config }: Gate): [string, Record<string, unknown>][] {
  return [
    [
      `${resources}/api/mcp`,
      { resource: config.resource, authorization_servers: [config.authorizationServer] }
    ],
    [
      `${resources}/api/oauth/mcp`,
      { resource: config.oauth.resource, authorization_servers: [config.oauth.issuer] }
    ],
    [`${servers}/api/oauth`, { issuer: config.oauth.issuer }]
  ]
}
