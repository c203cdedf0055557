import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import t from 'tap'
import { apiClientId } from '../../../../deploy/local/tenant.ts'
import { startChain } from '../../../chain.ts'
import { personWithBrowser } from '../../../person-with-browser.ts'

for (const mode of ['legacy', 'auto'] as const) {
  t.test(`the official client (${mode}) signs in, given only the address and its client id`, async (t) => {
    const { config } = await startChain(t, { environment: { SIGN_IN_SCOPES: 'minimal' } })
    const person = personWithBrowser()
    const connect = async () => {
      const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
      const transport = new StreamableHTTPClientTransport(new URL(config.resource), {
        authProvider: person.provider
      })
      t.teardown(() => transport.close())
      return { client, transport, connected: client.connect(transport) }
    }

    const first = await connect()
    await t.rejects(first.connected, { name: 'UnauthorizedError' })
    t.match(person.asked(), { resource: config.resource, code_challenge_method: 'S256' })
    await first.transport.finishAuth(await person.signIn('user'))

    const { client, transport, connected } = await connect()
    await connected
    t.equal(client.getNegotiatedProtocolVersion(), mode === 'auto' ? '2026-07-28' : '2025-11-25')
    const profile = await client.callTool({ name: 'get_my_profile', arguments: {} })
    t.match(profile.structuredContent, { displayName: 'Nancy Davis' })

    const messages = () => client.callTool({ name: 'list_my_messages', arguments: {} })
    await t.rejects(messages(), { name: 'UnauthorizedError' }, 'another scope needs another sign-in')
    t.match(person.asked().scope, config.scopeUri('tools.mail.read'))
    await transport.finishAuth(await person.signIn('user'))
    t.match((await messages()).structuredContent, { messages: [{ subject: String }] })
  })
}

t.test('Entra refuses MCP clients if the App ID URI is not the address of the endpoint', async (t) => {
  const { config } = await startChain(t, { environment: { APP_ID_URI: `api://${apiClientId}` } })
  const person = personWithBrowser()
  const transport = new StreamableHTTPClientTransport(new URL(config.resource), {
    authProvider: person.provider
  })
  t.teardown(() => transport.close())
  await t.rejects(new Client({ name: 'test', version: '1.0.0' }).connect(transport))
  const answer = await person.signIn('user')
  t.equal(answer.get('error'), 'invalid_target')
  t.match(answer.get('error_description'), 'AADSTS9010010')
})
