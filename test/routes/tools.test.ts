import t from 'tap'
import { tools } from '../../app/tools/index.ts'
import { accounts } from '../../deploy/local/tenant.ts'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'
import { mcpClient } from '../mcp-client.ts'
import { userClaims } from '../user-claims.ts'

const { call, config, entra, graph, token } = await startChain(t, { gateway: false })
const signedIn = bearer(await entra.sign(userClaims(config)))
const run = (name: string, input?: unknown, { headers }: RequestInit = signedIn) =>
  call(`/tools/${name}`, {
    method: 'POST',
    headers: { ...(headers as object), ...(input !== undefined && { 'content-type': 'application/json' }) },
    ...(input !== undefined && { body: JSON.stringify(input) })
  })

t.test('the list is the registry, for anyone', async (t) => {
  const { status, json } = await call('/tools')
  t.equal(status, 200)
  const expected = tools.map(({ name, title, description, input, output, annotations, apiScope }) => ({
    name,
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations,
    scopes: ['access_as_user', apiScope].filter(Boolean).map((scope) => config.scopeUri(String(scope)))
  }))
  t.strictSame(json.tools, JSON.parse(JSON.stringify(expected)))
  t.ok(tools.length >= 3)
})

t.test('whoever has the list already is told so', async (t) => {
  const { headers } = await call('/tools')
  const etag = headers.get('etag') ?? ''
  t.match(etag, /^"[\w-]+"$/)
  t.equal(headers.get('cache-control'), 'no-cache')
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, `${etag},"other"`, '*']) {
    const answer = await call('/tools', { headers: { 'if-none-match': known } })
    t.match(answer, { status: 304, text: '' }, known)
    t.equal(answer.headers.get('etag'), etag)
    const head = await call('/tools', { method: 'HEAD', headers: { 'if-none-match': known } })
    t.equal(head.status, 304)
  }
  for (const known of ['"other"', etag.slice(0, -2), etag.slice(1, -1), '']) {
    t.equal((await call('/tools', { headers: { 'if-none-match': known } })).status, 200, known)
  }
})

t.test('a tool answers its structured output', async (t) => {
  t.match(await run('hello', { name: 'Ada' }), { status: 200, json: { message: 'Hello, Ada!' } })
  t.match(await run('hello', {}), { json: { message: `Hello, ${accounts.user.name}!` } })
  const text = 'as it was sent: é, 😀, "\\n", <b>\n\0'
  t.same((await run('echo', { text })).json, { text })
  t.equal(graph.requests.length, 0)
})

t.test('no body is no arguments', async (t) => {
  t.match(await run('hello'), { status: 200, json: { message: `Hello, ${accounts.user.name}!` } })
  t.match(await run('echo'), { status: 400, json: { code: 'input_invalid' } })
})

t.test('arguments of the wrong type are refused, never bent', async (t) => {
  for (const input of [
    { text: 1 },
    { text: null },
    { text: ['a'] },
    { text: 'a'.repeat(100_001) },
    {},
    'text',
    []
  ]) {
    t.match(await run('echo', input), { status: 400, json: { code: 'input_invalid' } })
  }
})

t.test('REST and MCP read arguments alike', async (t) => {
  const { post } = mcpClient(call, await token({ scopes: ['access_as_user', 'tools.mail.read'] }))
  const authorized = bearer(await token({ scopes: ['access_as_user', 'tools.mail.read'] }))
  for (const [name, args, isTaken] of [
    ['hello', null, true],
    ['hello', { name: null }, true],
    ['hello', { toolCallId: 'x' }, true],
    ['list_my_messages', { limit: '5', cursor: '', query: null }, true],
    ['list_my_messages', { limit: '5', cursor: null }, true],
    ['list_my_messages', { limit: ['5'] }, false],
    ['list_my_messages', { limit: 0, cursor: 5 }, false],
    ['echo', { text: null }, false],
    ['hello', { nome: 'Ada' }, false]
  ] as const) {
    const title = `${name} ${JSON.stringify(args)}`
    const rest = await run(name, args, authorized)
    const params = { name, arguments: args }
    const { json } = await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    const { isError = false, content } = json.result as { isError?: boolean; content: { text: string }[] }
    t.strictSame([rest.status, !isError], [isTaken ? 200 : 400, isTaken], title)
    if (!isTaken) t.equal(content[0]?.text, `input_invalid: ${rest.json.detail}`, title)
  }
})

t.test('a tool that calls Graph does it as the caller', async (t) => {
  const answer = await run('get_my_profile', {}, bearer(await token()))
  t.match(answer, { status: 200, json: { id: accounts.user.oid, displayName: accounts.user.name } })
})

t.test('each tool needs a user', async (t) => {
  const app = bearer(await entra.sign(userClaims(config, { scp: undefined, idtyp: 'app' })))
  const other = bearer(await entra.sign(userClaims(config, { scp: 'other' })))
  for (const { name } of tools) {
    t.match(await run(name, {}, {}), { status: 401, json: { code: 'token_missing' } })
    t.match(await run(name, {}, app), { status: 403, json: { code: 'user_required' } })
    t.match(await run(name, {}, other), { status: 403, json: { code: 'scope_insufficient' } })
  }
})
