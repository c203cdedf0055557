import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import t from 'tap'
import { apiClientId } from '../../../../deploy/local/tenant.ts'
import { startChain } from '../../../chain.ts'
import { personWithBrowser } from '../../../person-with-browser.ts'

// Entra refuses these addresses as `resource`, so nothing works here unless it is taken out.
const environment = { APP_ID_URI: `api://${apiClientId}` }

for (const [name, options] of [
  ['behind the gateway', {}],
  ['without a gateway', { gateway: false }]
] as const) {
  t.test(`the official client signs in at /oauth/mcp ${name}, and refreshes`, async (t) => {
    const { config } = await startChain(t, { ...options, environment })
    const person = personWithBrowser()
    const connect = () => {
      const client = new Client({ name: 'test', version: '1.0.0' })
      const transport = new StreamableHTTPClientTransport(new URL(config.oauth.resource), {
        authProvider: person.provider
      })
      t.teardown(() => transport.close())
      return { client, transport, connected: client.connect(transport) }
    }

    const first = connect()
    await t.rejects(first.connected, { name: 'UnauthorizedError' })
    t.match(person.asked(), { resource: config.oauth.resource })
    await first.transport.finishAuth(await person.signIn('user'))

    const { client, connected } = connect()
    await connected
    const profile = () => client.callTool({ name: 'get_my_profile', arguments: {} })
    t.match((await profile()).structuredContent, { displayName: 'Nancy Davis' })
    const events = await client.callTool({ name: 'list_my_events', arguments: {} })
    t.match(events.structuredContent, { events: [{ subject: String }] }, 'no second sign-in')

    const before = person.provider.tokens() as { refresh_token?: string }
    t.ok(before.refresh_token, 'offline_access was asked for, and no consent for it')
    person.provider.saveTokens({ ...before, access_token: 'expired', token_type: 'Bearer' })
    t.match((await profile()).structuredContent, { displayName: 'Nancy Davis' })
    t.not((person.provider.tokens() as { access_token: string }).access_token, 'expired')
  })
}
