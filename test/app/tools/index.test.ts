import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { userScope } from '../../../app/caller.ts'
import { tools } from '../../../app/tools/index.ts'
import { scopesOf } from '../../../app/tools/tool.ts'
import { toolCalls } from './tool-calls.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const { run, graph } = await toolCalls(t)

t.test('every tool has a name of its own', async (t) => {
  const names = tools.map(({ name }) => name)
  t.strictSame(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
    'rename one of the tools that share a name'
  )
})

for (const tool of tools) {
  t.test(`${tool.name} is described for a model, and reads only`, async (t) => {
    t.match(tool.name, /^[a-z]+(_[a-z]+)*$/, 'write the name in lower case, with _ between words')
    t.match(tool.title, /^[A-Z][^.]{2,40}$/, 'give a title of a few words, without a full stop')
    t.match(tool.description, /^[A-Z].{40,600}\.$/, 'describe it in whole sentences of 40 to 600 characters')
    t.match(
      tool.annotations,
      { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
      'every tool of this service reads only'
    )
    t.equal(
      tool.annotations.openWorldHint,
      Boolean(tool.graphScopes),
      'set openWorldHint where it asks Graph'
    )
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
    const needs = [quoted(tool.apiScope ? [tool.apiScope] : []), quoted(tool.graphScopes ?? [])]
    t.strictSame(
      row?.slice(1).map((cell) => cell.trim()),
      needs,
      `the table "Tools" of README.md needs a row: | \`${tool.name}\` | ${needs.join(' | ')} |`
    )
  })

  t.test(`${tool.name} asks Graph for no permission to write`, async (t) => {
    for (const scope of tool.graphScopes ?? []) {
      t.match(
        scope,
        /^[A-Z]\w+(\.[A-Z][\w-]*)+$/,
        `${scope} is no permission of Graph: write it as in Mail.Read`
      )
      t.notMatch(scope, /Write|Send|Manage/, `${scope} can write: find one that only reads`)
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
