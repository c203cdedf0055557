import t from 'tap'
import { codexRedirectUri } from '../../deploy/codex-redirect.ts'

// The last parts are from `printf %s ADDRESS | openssl dgst -sha256 -binary | head -c 9 | base64 | tr '+/' '-_'`.
for (const [address, id] of [
  ['https://contoso.azure-api.net/api/mcp', 'vurbbvODnbXD'],
  ['https://contoso.azure-api.net/api/oauth/mcp', 'mEX7EFseTQJC'],
  ['http://localhost:8080/api/mcp', '5Zwcj_Z-Dq2G'],
  ['HTTPS://Contoso.azure-api.net:443/api/mcp#part', 'vurbbvODnbXD']
] as const) {
  t.test(`Codex is sent back to /callback/${id} by ${address}`, async (t) => {
    t.equal(codexRedirectUri(address), `http://127.0.0.1/callback/${id}`)
  })
}

t.test('an endpoint with another path or query has another redirect URI', async (t) => {
  const addresses = ['', '/', '/mcp', '/mcp/', '/mcp?tenant=a', '/MCP'].map(
    (path) => `https://a.example${path}`
  )
  // Without a path, an address has the path "/".
  t.equal(new Set(addresses.map(codexRedirectUri)).size, addresses.length - 1)
})
