import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { openApiDocument } from '../../../deploy/azure/openapi-document.ts'

const file = new URL('../../../deploy/azure/openapi.json', import.meta.url)
const text = await readFile(file, 'utf8')
const document = JSON.parse(text)
const operations: [string, Record<string, unknown>][] = Object.entries(document.paths as object).flatMap(
  ([path, methods]) => Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation])
) as never

t.test('the committed document is the one that the routes write', async (t) => {
  t.equal(text, await openApiDocument(), 'run npm run generate')
})

t.test('Redocly finds nothing to say', async (t) => {
  const { stderr } = await promisify(execFile)('redocly', [
    'lint',
    '--extends',
    'recommended-strict',
    // Some operations only refuse: the test below names them. The import must find no servers.
    '--skip-rule',
    'operation-2xx-response',
    '--skip-rule',
    'no-empty-servers',
    file.pathname
  ])
  t.match(stderr, /Your API description is valid/)
  t.notMatch(stderr, /warning/i)
})

t.test('the import of API Management reads everything that matters', async (t) => {
  t.equal(document.openapi, '3.0.3')
  t.ok(Buffer.byteLength(text) < 4 * 1024 * 1024, 'inline documents are at most 4 MiB')
  t.strictSame(Object.keys(document.components).sort(), ['schemas', 'securitySchemes'])
  t.notMatch(text, /"examples"|"externalDocs"|"x-/, 'no field that the import drops')
  t.notMatch(
    text,
    /"type": \[|"type": "null"|"const"|"\$ref": "(?!#\/components\/schemas\/)/,
    'no JSON Schema beyond 3.0'
  )

  for (const [name, operation] of operations) {
    t.match(operation.operationId, /^[a-z][a-z-]{0,74}[a-z]$/, `${name} has an id that stays as it is`)
    t.ok((operation.summary as string).length <= 300)
    t.ok(operation.description, `${name} is described`)
    t.notOk(operation.callbacks ?? operation.servers)
    for (const schema of bodiesOf(operation))
      t.match(schema, { $ref: /^#\/components\/schemas\// }, `${name} names its schemas`)
  }
  t.equal(
    new Set(operations.map(([, { operationId }]) => operationId)).size,
    operations.length,
    'ids are unique'
  )
})

t.test('each operation answers something, but for the methods that MCP clients try in vain', async (t) => {
  const refused = operations
    .filter(([, { responses }]) => !Object.keys(responses as object).some((status) => /^[23]/.test(status)))
    .map(([name, { responses }]) => [name, '405' in (responses as object)])
  t.strictSame(Object.fromEntries(refused), {
    'get /mcp': true,
    'head /mcp': true,
    'delete /mcp': true,
    'get /oauth/mcp': true,
    'head /oauth/mcp': true,
    'delete /oauth/mcp': true
  })
})

t.test('each operation says who may call it, and every refusal', async (t) => {
  const open = operations
    .filter(([, { security }]) => (security as unknown[]).length === 0)
    .map(([name]) => name)
  t.strictSame(open.sort(), [
    'get /docs',
    'get /docs/json',
    'get /docs/static/{file}',
    'get /hello',
    'get /oauth/.well-known/oauth-authorization-server',
    'get /oauth/authorize',
    'get /openapi.json',
    'get /status',
    'get /tools',
    'post /echo',
    'post /hello',
    'post /oauth/token'
  ])
  for (const [name, { responses, security }] of operations) {
    const statuses = Object.keys(responses as object)
    for (const status of ['431', '500', '503']) t.ok(statuses.includes(status), `${name} describes ${status}`)
    if ((security as unknown[]).length)
      for (const status of ['401', '403']) t.ok(statuses.includes(status), `${name} describes ${status}`)
  }
})

function bodiesOf({ requestBody, responses }: Record<string, unknown>): unknown[] {
  const bodies = [requestBody, ...Object.values(responses as object)] as {
    content?: Record<string, { schema: unknown }>
  }[]
  return bodies.flatMap((body) => Object.values(body?.content ?? {}).map(({ schema }) => schema))
}
