import { createMCPClient } from '@ai-sdk/mcp'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import t, { type Test } from 'tap'
import { tools } from '../../../app/tools/index.ts'
import { accounts } from '../../../deploy/local/tenant.ts'
import { startChain } from '../../chain.ts'

const names = tools.map(({ name }) => name)
const { config, token, url } = await startChain(t)

for (const [mode, revision] of [
  ['legacy', '2025-11-25'],
  ['auto', '2026-07-28']
] as const) {
  t.test(`the official client speaks ${revision} with the gateway`, async (t) => {
    const client = await connect(t, mode)
    t.equal(client.getNegotiatedProtocolVersion(), revision)
    t.match(client.getServerVersion(), { name: 'mcp-auth-service' })
    t.match(client.getInstructions(), /Graph/)

    const list = await client.listTools()
    t.strictSame(
      list.tools.map(({ name }) => name),
      names
    )
    // The client checks structured content against the output schema itself.
    t.match(await client.callTool({ name: 'hello', arguments: { name: 'Ada' } }), {
      structuredContent: { message: 'Hello, Ada!' }
    })
    t.match(await client.callTool({ name: 'get_my_profile', arguments: {} }), {
      structuredContent: { id: accounts.user.oid }
    })
    t.match(await client.callTool({ name: 'echo', arguments: {} }), { isError: true })
    await t.rejects(client.callTool({ name: 'nothing', arguments: {} }), { code: -32602 })
  })

  t.test(`the official client of ${revision} is led to the page of consent`, async (t) => {
    const opened: string[] = []
    const client = await connect(t, mode, 'noconsent', (pageUrl) => opened.push(pageUrl))
    const call = client.callTool({ name: 'get_my_profile', arguments: {} })
    if (mode === 'legacy') {
      const elicitations = [{ mode: 'url', url: config.adminConsentUrl }]
      await t.rejects(call, { code: -32042, data: { elicitations } })
    } else {
      t.match(await call, { isError: true, content: [{ text: /^consent_required: / }] })
      t.strictSame(opened, [config.adminConsentUrl], 'and once')
    }
  })

  t.test(`the official client of ${revision} is asked for a stronger sign-in`, async (t) => {
    const client = await connect(t, mode, 'mfa')
    const refused = await client.callTool({ name: 'get_my_profile', arguments: {} }).catch((error) => error)
    t.match(refused, { status: 401 })
  })
}

t.test('an independent client speaks with the gateway', async (t) => {
  const headers = { authorization: `Bearer ${await token()}` }
  const client = await createMCPClient({ transport: { type: 'http', url: `${url}/mcp`, headers } })
  t.teardown(() => client.close())
  t.match(client.serverInfo, { name: 'mcp-auth-service' })
  t.strictSame(
    (await client.listTools()).tools.map(({ name }) => name),
    names
  )
  t.match(await client.callTool({ name: 'hello', arguments: { name: 'Ada' } }), {
    structuredContent: { message: 'Hello, Ada!' }
  })
  t.match(await client.callTool({ name: 'get_my_profile' }), { structuredContent: { id: accounts.user.oid } })
  t.match(await client.callTool({ name: 'echo' }), { isError: true })
})

async function connect(t: Test, mode: 'legacy' | 'auto', user = 'user', open?: (url: string) => void) {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode }, capabilities: { ...(open && { elicitation: { url: {} } }) } }
  )
  if (open)
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      if (params.mode === 'url') open(params.url)
      return { action: 'accept' as const }
    })
  const requestInit = { headers: { authorization: `Bearer ${await token({ user })}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }))
  t.teardown(() => client.close())
  return client
}
