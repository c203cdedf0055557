import t from 'tap'
import { accounts } from '../../../deploy/local/tenant.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { toolCalls } from './tool-calls.ts'

const { run, graph, textOf } = await toolCalls(t)

t.test('tells the version, the user and the scopes of the token, and calls nobody', async (t) => {
  const { oid, name, username } = accounts.user
  const scopes = ['access_as_user', 'tools.mail.read']
  const { status, json } = await run('get_status', {}, { scopes })
  const { uptimeSeconds, ...rest } = json
  t.equal(status, 200)
  t.type(uptimeSeconds, 'number')
  t.strictSame(rest, { version: packageJson.version, user: { objectId: oid, name, username }, scopes })
  t.match(
    textOf('get_status', json),
    `Signed in as ${name}, with the scopes access_as_user, tools.mail.read.`
  )
  t.equal(graph.requests.length, 0)
})
