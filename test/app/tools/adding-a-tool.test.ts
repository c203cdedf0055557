import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { tools } from '../../../app/tools/index.ts'
import type { Tool } from '../../../app/tools/tool.ts'
import { startChain } from '../../chain.ts'
import { mcpClient } from '../../mcp-client.ts'
import { userClaims } from '../../user-claims.ts'

const root = join(import.meta.dirname, '../../..')
const tool = await toolOfTheReadme()
/** The registry may hold that tool already, where somebody follows the README. */
const others = tools.filter(({ name }) => name !== tool.name)
const { call, config, entra, app } = await startChain(t, { tools: [...others, tool] })

t.test('the tool of the README answers through the gateway, to who has its scope', async (t) => {
  t.strictSame((await run('access_as_user tools.place.read')).json, { city: 'Lisbon', country: 'Portugal' })
  t.match(await run('access_as_user'), { status: 403, json: { code: 'scope_insufficient' } })
  t.match(await call('/tools/get_my_place', { method: 'POST' }), { status: 401 })
  t.equal(tool.text?.({ city: 'Lisbon', country: 'Portugal' }), 'Lisbon, Portugal')
})

t.test('it is in the list, with its scopes', async (t) => {
  const { json } = await call('/tools')
  const { name, title, description, annotations } = tool
  t.match((json.tools as unknown[]).at(-1), {
    name,
    title,
    description,
    annotations,
    scopes: ['access_as_user', 'tools.place.read'].map(config.scopeUri)
  })
})

t.test('it is a tool of MCP, in both eras', async (t) => {
  const { modern, legacy } = mcpClient(call, await signIn('access_as_user tools.place.read'))
  for (const client of [modern, legacy]) {
    const { json: list } = await client({ method: 'tools/list' })
    t.match((list.result as { tools: unknown[] }).tools.at(-1), {
      name: tool.name,
      description: tool.description
    })
    const { json } = await client({ method: 'tools/call', params: { name: tool.name, arguments: {} } })
    t.match(json.result, {
      structuredContent: { city: 'Lisbon', country: 'Portugal' },
      content: [{ type: 'text', text: 'Lisbon, Portugal' }]
    })
  }
})

t.test('it is an operation of the OpenAPI document', async (t) => {
  const { paths, components } = app.swagger() as { paths?: Record<string, object>; components?: object }
  t.match(paths?.['/tools/get_my_place'], {
    post: {
      operationId: 'call-get-my-place',
      security: [{ entra: [config.ownScope('access_as_user'), config.ownScope('tools.place.read')] }]
    }
  })
  t.match(components, { schemas: { Place: { properties: { city: { type: 'string' } } } } })
})

t.test('it is not there without its line in the list', async (t) => {
  const chain = await startChain(t, { tools: others })
  t.match(await chain.call('/tools/get_my_place', { method: 'POST' }), { status: 404 })
})

async function run(scp: string) {
  const authorization = `Bearer ${await signIn(scp)}`
  return call('/tools/get_my_place', { method: 'POST', headers: { authorization } })
}

function signIn(scp: string): Promise<string> {
  return entra.sign(userClaims(config, { scp }))
}

/** The one file that the README shows, as if it lay in app/tools. */
async function toolOfTheReadme(): Promise<Tool> {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const source = /^```ts\n(import .+?)^```$/ms.exec(readme)?.[1] ?? ''
  const file = join(t.testdir(), 'get-my-place.ts')
  await writeFile(file, source.replaceAll("'./", `'${pathToFileURL(join(root, 'app/tools'))}/`))
  const { getMyPlace } = await import(pathToFileURL(file).href)
  return getMyPlace
}
