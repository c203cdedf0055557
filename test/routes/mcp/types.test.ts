import t from 'tap'
import { startChain } from '../../chain.ts'
import { userClaims } from '../../user-claims.ts'

const { call, config, entra } = await startChain(t, { gateway: false })
const token = await entra.sign(userClaims(config))
const meta = JSON.stringify({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {}
})

/** What no member of a message is; some of it cannot be made a string. */
const odd = {
  'an object that cannot be shown': '{"toString":1,"valueOf":1}',
  'an object with a toJSON': '{"toJSON":1}',
  'an object like a promise': '{"then":1}',
  'arrays within arrays': '['.repeat(5_000) + ']'.repeat(5_000),
  'objects within objects': `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'half a character': '"\\ud800"',
  'a number without end': '1e999',
  'a boolean': 'true'
}

/** Where it stands: `VALUE` in a message. */
const places = [
  'VALUE',
  '{"jsonrpc":VALUE,"id":1,"method":"ping"}',
  '{"jsonrpc":"2.0","id":VALUE,"method":"ping"}',
  '{"jsonrpc":"2.0","id":1,"method":VALUE}',
  '{"jsonrpc":"2.0","id":1,"method":"ping","params":VALUE}',
  '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":VALUE}}',
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":VALUE,"capabilities":VALUE,"clientInfo":VALUE}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":VALUE}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":VALUE,META}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello","arguments":VALUE,META}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello","arguments":{"name":VALUE},META}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello","requestState":VALUE,META}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello","inputResponses":{"a":VALUE},META}}',
  '{"jsonrpc":"2.0","id":1,"result":VALUE}'
]

for (const [kind, value] of Object.entries(odd)) {
  t.test(`${kind} is an error of the caller wherever it stands, and never one of ours`, async (t) => {
    for (const place of places) {
      for (const isModern of [false, true]) {
        const body = place
          .replaceAll('VALUE', () => value)
          .replace('META', `"_meta":${isModern ? meta : '{}'}`)
        const { status, text } = await call('/mcp', {
          method: 'POST',
          body,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            authorization: `Bearer ${token}`,
            ...(isModern && {
              'mcp-protocol-version': '2026-07-28',
              'mcp-method': /"method":"([^"]+)"/.exec(body)?.[1] ?? '',
              'mcp-name': 'hello'
            })
          }
        })
        t.ok(status < 500, `${status} for ${place}`)
        t.notMatch(text, /internal_error|-32603/, place)
      }
    }
  })
}
