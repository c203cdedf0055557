import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { userScope } from '../../../app/caller.ts'
import { tools } from '../../../app/tools/index.ts'
import { scopesOf } from '../../../app/tools/tool.ts'
import { graphScopes } from '../../../deploy/local/entra/scopes.ts'
import { toolCalls } from './tool-calls.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const { run, graph } = await toolCalls(t)

t.test('the tools are these', async (t) => {
  t.strictSame(
    tools.map(({ name }) => name),
    [
      'hello',
      'echo',
      'get_status',
      'get_my_profile',
      'get_my_manager',
      'list_my_direct_reports',
      'search_people',
      'list_my_events',
      'list_my_messages',
      'get_message',
      'search_my_files'
    ]
  )
})

for (const tool of tools) {
  t.test(`${tool.name} is described for a model, and reads only`, async (t) => {
    t.match(tool.name, /^[a-z]+(_[a-z]+)*$/)
    t.match(tool.title, /^[A-Z][^.]{2,40}$/)
    t.match(tool.description, /^[A-Z].{40,600}\.$/)
    t.match(tool.annotations, { readOnlyHint: true, destructiveHint: false, idempotentHint: true })
    t.equal(tool.annotations.openWorldHint, Boolean(tool.graphScopes), 'Graph is the open world')
  })

  t.test(`${tool.name} has object schemas of JSON Schema 2020-12 that describe each property`, async (t) => {
    const ajv = new Ajv2020({ strict: true })
    for (const schema of [tool.input, tool.output]) {
      t.ok(ajv.validateSchema(schema), ajv.errorsText())
      ajv.compile(schema)
      t.match(schema, { type: 'object', additionalProperties: false, title: String })
      t.notMatch(JSON.stringify(schema), /"(null|const|\$ref)"/)
    }
  })

  t.test(`the README says what ${tool.name} needs`, async (t) => {
    const row = new RegExp(`^\\| .*\`${tool.name}\`.* \\|(.*)\\|(.*)\\|$`, 'm').exec(readme)
    const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')
    t.equal(row?.[1]?.trim(), quoted(tool.apiScope ? [tool.apiScope] : []))
    t.equal(row?.[2]?.trim(), quoted(tool.graphScopes ?? []))
  })

  t.test(`${tool.name} asks Graph for no permission to write`, async (t) => {
    for (const scope of tool.graphScopes ?? []) {
      t.ok(graphScopes.includes(scope), scope)
      t.notMatch(scope, /Write|Send|Manage/)
    }
  })

  if (!tool.apiScope) continue
  const others = tools.flatMap(scopesOf).filter((scope) => scope !== tool.apiScope)

  t.test(`${tool.name} needs ${tool.apiScope}, and asks for all that it needs`, async (t) => {
    const before = graph.requests.length
    for (const scopes of [[userScope], [userScope, ...others], [userScope, `${tool.apiScope}x`]]) {
      const { status, json, headers } = await run(tool.name, {}, { scopes })
      t.strictSame([status, json.code], [403, 'scope_insufficient'])
      t.match(headers.get('www-authenticate'), new RegExp(`scope="\\S+/${userScope} \\S+/${tool.apiScope}"`))
    }
    t.equal(graph.requests.length, before)
  })
}
