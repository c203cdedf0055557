import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import t, { type Test } from 'tap'
import { freePort } from '../../deploy/local/free-port.ts'
import { apiClientId, nativeClientId } from '../../deploy/local/tenant.ts'
import { type Chain, startChain } from '../chain.ts'
import { command } from './command.ts'

t.test('mcp-remote signs in, and again for one more scope', { timeout: 120_000 }, async (t) => {
  const chain = await startChain(t)
  const signIns = () => chain.entra.requests.filter(({ path }) => path.endsWith('/authorize')).length
  const client = await connect(t, chain)
  const profile = await client.callTool({ name: 'get_my_profile', arguments: {} })
  t.match(profile.structuredContent, { displayName: 'Nancy Davis' })
  t.equal(signIns(), 1)
  const events = await client.callTool({ name: 'list_my_events', arguments: {} })
  t.match(events.structuredContent, { events: [{ subject: String }] })
  t.equal(signIns(), 2)
})

t.test('mcp-remote does without an App ID URI that is the address', { timeout: 120_000 }, async (t) => {
  const chain = await startChain(t, { environment: { APP_ID_URI: `api://${apiClientId}` } })
  const client = await connect(t, chain, '--disable-resource-parameter')
  const profile = await client.callTool({ name: 'get_my_profile', arguments: {} })
  t.match(profile.structuredContent, { displayName: 'Nancy Davis' })
})

/** A client of standard streams, which knows nothing of HTTP and OAuth. */
async function connect(t: Test, { config }: Chain, ...flags: string[]): Promise<Client> {
  const registration = JSON.stringify({ client_id: nativeClientId })
  const port = String(await freePort())
  const transport = new StdioClientTransport({
    ...command(t, 'mcp-remote'),
    args: [config.resource, port, '--static-oauth-client-info', registration, ...flags],
    stderr: 'ignore'
  })
  t.teardown(() => transport.close())
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  return client
}
