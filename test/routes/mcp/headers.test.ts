import { Type } from '@sinclair/typebox'
import t from 'tap'
import { defineTool } from '../../../app/tools/tool.ts'
import { startChain } from '../../chain.ts'
import { mcpClient } from '../../mcp-client.ts'
import { userClaims } from '../../user-claims.ts'

const said = { title: 'SayInput', description: 'What to say where.' }
const say = defineTool({
  name: 'say',
  title: 'Say',
  description: 'Says something somewhere.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Type.Object(
    {
      region: Type.Optional(Type.String({ 'x-mcp-header': 'Region' })),
      loud: Type.Optional(Type.Boolean({ 'x-mcp-header': 'Loud' })),
      place: Type.Optional(Type.Object({ floor: Type.Integer({ 'x-mcp-header': 'Floor' }) }))
    },
    said
  ),
  output: Type.Object({ said: Type.Boolean() }, { title: 'Said', description: 'Done.' }),
  run: () => ({ said: true })
})

const { call, config, entra } = await startChain(t, { gateway: false, tools: [say] })
const { modern, legacy } = mcpClient(call, await entra.sign(userClaims(config)))
const params = { name: 'say', arguments: {} }
const coded = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`

const version = 'io.modelcontextprotocol/protocolVersion'

/** What is wrong, the headers, and the refusal: the header's name, and where it disagrees both values. */
const wrong: [name: string, headers: Record<string, string | undefined>, header: string, said: string][] = [
  [
    'a missing MCP-Protocol-Version',
    { 'mcp-protocol-version': undefined },
    'MCP-Protocol-Version',
    'MCP-Protocol-Version is missing'
  ],
  [
    'another MCP-Protocol-Version',
    { 'mcp-protocol-version': '2025-11-25' },
    'MCP-Protocol-Version',
    `MCP-Protocol-Version is "2025-11-25", but _meta["${version}"] is "2026-07-28"`
  ],
  ['a missing Mcp-Method', { 'mcp-method': undefined }, 'Mcp-Method', 'Mcp-Method is missing'],
  [
    'another Mcp-Method',
    { 'mcp-method': 'tools/list' },
    'Mcp-Method',
    'Mcp-Method is "tools/list", but method is "tools/call"'
  ],
  [
    'an Mcp-Method of another case',
    { 'mcp-method': 'Tools/Call' },
    'Mcp-Method',
    'Mcp-Method is "Tools/Call", but method is "tools/call"'
  ],
  ['a missing Mcp-Name', { 'mcp-name': undefined }, 'Mcp-Name', 'Mcp-Name is missing'],
  ...[
    'hello',
    'Say',
    coded('hello'),
    '=?base64?c2F5!?=',
    '=?base64?c2F5Cg?=',
    coded('say').replace('base64', 'BASE64'),
    'say, hello',
    'x'.repeat(128)
  ].map((name): (typeof wrong)[number] => [
    `the Mcp-Name ${name.slice(0, 40)}`,
    { 'mcp-name': name },
    'Mcp-Name',
    `Mcp-Name is ${JSON.stringify(name)}, but params.name is "say"`
  ])
]

for (const [name, headers, header, said] of wrong) {
  t.test(`${name} is refused, by name and with both values`, async (t) => {
    const { status, json } = await modern({ method: 'tools/call', params, id: 9, headers })
    t.equal(status, 400)
    t.strictSame(json, {
      jsonrpc: '2.0',
      id: 9,
      error: { code: -32020, message: `Header mismatch: ${said}.`, data: { header } }
    })
  })
}

t.test('of a long value its beginning is shown', async (t) => {
  const { text } = await modern({
    method: 'tools/call',
    params,
    headers: { 'mcp-name': 'x'.repeat(1000) }
  })
  t.ok(text.includes(`"${'x'.repeat(128)}\\"`))
  t.ok(text.length < 500)
})

t.test('an encoded Mcp-Name is decoded', async (t) => {
  const answer = await modern({ method: 'tools/call', params, headers: { 'mcp-name': coded('say') } })
  t.match(answer, { status: 200, json: { result: { structuredContent: { said: true } } } })
  const odd = { method: 'tools/call', params: { name: 'sé' }, headers: { 'mcp-name': coded('sé') } }
  t.match(await modern(odd), { status: 200, json: { error: { code: -32602 } } })
})

t.test('a name may hold a comma', async (t) => {
  const odd = { method: 'tools/call', params: { name: 'say,say' } }
  t.match(await modern(odd), { status: 200, json: { error: { code: -32602 } } })
})

t.test('the older revisions have no such headers', async (t) => {
  const headers = { 'mcp-protocol-version': '2025-11-25', 'mcp-method': 'x', 'mcp-name': 'y' }
  t.match(await legacy({ method: 'tools/call', params, headers }), { status: 200, json: { result: {} } })
})

const given = { region: 'north, süd', loud: true, place: { floor: -7 } }
const right = { 'mcp-param-region': coded('north, süd'), 'mcp-param-loud': 'true', 'mcp-param-floor': '-7.0' }

t.test('arguments that clients repeat in headers are compared', async (t) => {
  const all = { name: 'say', arguments: given }
  const send = (headers: Record<string, string | undefined>, params: object = all) =>
    modern({ method: 'tools/call', params: { ...params }, headers })
  t.match(await send(right), { status: 200, json: { result: { structuredContent: { said: true } } } })
  for (const wrong of [
    { 'mcp-param-region': undefined },
    { 'mcp-param-region': 'north' },
    { 'mcp-param-region': '=?base64?!?=' },
    { 'mcp-param-region': '=?base64?/w==?=' },
    { 'mcp-param-loud': 'True' },
    { 'mcp-param-loud': undefined },
    { 'mcp-param-floor': '7' },
    { 'mcp-param-floor': '-0x7' },
    { 'mcp-param-floor': '' }
  ]) {
    const answer = await send({ ...right, ...wrong })
    const [name = ''] = Object.keys(wrong)
    const header = name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())
    t.match(
      answer,
      { status: 400, json: { error: { code: -32020, data: { header } } } },
      JSON.stringify(wrong)
    )
  }
  const twice = Object.fromEntries(Object.entries(right).map(([name, value]) => [name, `${value}, ${value}`]))
  t.equal((await send(twice)).status, 200, 'equal copies count once')
  const comma = { name: 'say', arguments: { region: 'north, north' } }
  t.equal((await send({ 'mcp-param-region': 'north, north' }, comma)).status, 200, 'a value may hold a comma')
  t.equal((await send({}, { name: 'say', arguments: {} })).status, 200)
  const extra = { 'mcp-param-region': 'x', 'mcp-param-other': 'y' }
  t.equal((await send(extra, { name: 'say' })).status, 200, 'a header that nothing asks for is ignored')
})
