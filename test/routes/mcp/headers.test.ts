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

for (const [name, headers] of Object.entries({
  'a missing MCP-Protocol-Version': { 'mcp-protocol-version': undefined },
  'another MCP-Protocol-Version': { 'mcp-protocol-version': '2025-11-25' },
  'a missing Mcp-Method': { 'mcp-method': undefined },
  'another Mcp-Method': { 'mcp-method': 'tools/list' },
  'an Mcp-Method of another case': { 'mcp-method': 'Tools/Call' },
  'a missing Mcp-Name': { 'mcp-name': undefined },
  'another Mcp-Name': { 'mcp-name': 'hello' },
  'an Mcp-Name of another case': { 'mcp-name': 'Say' },
  'an encoded Mcp-Name that is another': { 'mcp-name': coded('hello') },
  'an Mcp-Name that is badly encoded': { 'mcp-name': '=?base64?c2F5!?=' },
  'an Mcp-Name without its padding': { 'mcp-name': '=?base64?c2F5Cg?=' },
  'an Mcp-Name encoded in upper case': { 'mcp-name': coded('say').replace('base64', 'BASE64') }
})) {
  t.test(`${name} is refused`, async (t) => {
    const answer = await modern({ method: 'tools/call', params, id: 9, headers })
    t.match(answer, { status: 400, json: { id: 9, error: { code: -32020 } } })
  })
}

t.test('an encoded Mcp-Name is decoded', async (t) => {
  const answer = await modern({ method: 'tools/call', params, headers: { 'mcp-name': coded('say') } })
  t.match(answer, { status: 200, json: { result: { structuredContent: { said: true } } } })
  const odd = { method: 'tools/call', params: { name: 'sé' }, headers: { 'mcp-name': coded('sé') } }
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
    t.match(answer, { status: 400, json: { error: { code: -32020 } } }, JSON.stringify(wrong))
  }
  t.equal((await send({}, { name: 'say', arguments: {} })).status, 200)
  const extra = { 'mcp-param-region': 'x', 'mcp-param-other': 'y' }
  t.equal((await send(extra, { name: 'say' })).status, 200, 'a header that nothing asks for is ignored')
})
