import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { tools } from '../../../app/tools/index.ts'
import { signInScopes } from '../../../app/tools/tool.ts'
import { metadataApis } from '../../../deploy/local/published-apis.ts'
import { type Declaration, Expression, madeBefore, membersOf, readBicep } from './bicep.ts'

const root = join(import.meta.dirname, '../../..')
const product = readBicep('product.bicep')
const files = globSync('apim-policies/**/*.xml', { cwd: root })
const texts = files.map((file) => readFileSync(join(root, file), 'utf8'))
const openapi = JSON.parse(readFileSync(join(root, 'deploy/azure/openapi.json'), 'utf8'))

t.test('every policy file is deployed once, at its scope', async (t) => {
  const expected: Record<string, string> = {
    'api.xml': 'apiPolicy',
    'metadata-api.xml': 'metadataPolicy',
    'product.xml': 'productPolicy'
  }
  for (const file of files) {
    const [, folder = '', name = ''] = /^apim-policies\/(?:(\w+)\/)?(.+)$/.exec(file) ?? []
    const place = { fragments: 'fragments', operations: 'operationPolicies' }[folder] ?? expected[name]
    const loading = [...product.values()].filter(({ text }) =>
      text.includes(`loadTextContent('../../${file}')`)
    )
    t.strictSame(
      loading.map((each) => each.name),
      [place],
      file
    )
  }
  t.strictSame(scopeOf('apiPolicy'), ['Microsoft.ApiManagement/service/apis/policies', 'api'])
  t.strictSame(scopeOf('metadataPolicy'), [
    'Microsoft.ApiManagement/service/apis/policies',
    'metadataApi[index]'
  ])
  t.strictSame(scopeOf('productPolicy'), ['Microsoft.ApiManagement/service/products/policies', 'product'])
  t.strictSame(scopeOf('operationPolicy'), [
    'Microsoft.ApiManagement/service/apis/operations/policies',
    'importedOperations[index]'
  ])
  for (const [name, { text }] of product) {
    if (/[pP]olicy$|^policyFragments$/.test(name)) t.match(text, "format: 'rawxml'", name)
  }
})

t.test('the file of each fragment and operation is the one of its name', async (t) => {
  for (const [variable, folder] of [
    ['fragments', 'fragments'],
    ['operationPolicies', 'operations']
  ] as const) {
    const loaded = membersOf(variableOf(variable).value)
    for (const [name, value] of Object.entries(loaded))
      t.match((value as Expression).text, `loadTextContent('../../apim-policies/${folder}/${name}.xml')`)
  }
})

t.test('every named value that a policy names is made, none is unused, and all are made first', async (t) => {
  const named = texts.flatMap((text) => [...text.matchAll(/\{\{([\w.-]+)\}\}/g)].map(([, name]) => name))
  const made = [...Object.keys(membersOf(variableOf('values').value)), 'client-secret']
  t.strictSame([...new Set(named)].sort(), made.sort())
  t.match(variableOf('secretValue').value, { name: 'client-secret', properties: { secret: true } })
  for (const name of ['policyFragments', 'apiPolicy', 'metadataPolicy', 'productPolicy', 'operationPolicy']) {
    const before = madeBefore(name, product)
    t.ok(before.has('namedValues') && before.has('secretValue'), name)
  }
})

t.test('the gateway asks for the scopes that the service asks for at sign-in', async (t) => {
  const scopes = (setting: 'all' | 'minimal') => signInScopes({ signInScopes: setting }, tools)
  const { apiScopes } = JSON.parse(readFileSync(join(root, 'deploy/azure/permissions.json'), 'utf8'))
  const written = (apiScopes as { value: string }[]).map(({ value }) => value)
  t.strictSame([written, written.slice(0, 1)], [scopes('all'), scopes('minimal')], 'in the same order')
  t.match(
    variableOf('apiScopes').text,
    /^var apiScopes = map\(loadJsonContent\('permissions\.json'\)\.apiScopes, scope => '\$\{appIdUri\}\/\$\{scope\.value\}'\)$/
  )
  t.match(
    variableOf('values').text,
    "'sign-in-scopes': signInScopes == 'all' ? join(apiScopes, ' ') : apiScopes[0]"
  )
})

t.test('every fragment that a policy includes is made, none is unused, and all are made first', async (t) => {
  const included = texts.flatMap((text) =>
    [...text.matchAll(/fragment-id="([\w-]+)"/g)].map(([, name]) => name)
  )
  t.strictSame([...new Set(included)].sort(), Object.keys(membersOf(variableOf('fragments').value)).sort())
  for (const name of ['apiPolicy', 'metadataPolicy', 'productPolicy', 'operationPolicy'])
    t.ok(madeBefore(name, product).has('policyFragments'), name)
  t.match(
    variableOf('fragments').text,
    "hasQuota ? loadTextContent('../../apim-policies/fragments/daily-quota.xml')"
  )
})

t.test('no text is longer than Bicep loads', async (t) => {
  for (const text of texts) t.ok(text.length < 131_072)
})

t.test('no policy names a backend, for none is made', async (t) => {
  for (const text of texts) t.notMatch(text, /backend-id=/)
})

t.test('every operation that has a policy is imported', async (t) => {
  const ids = Object.values(openapi.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    (path) => Object.values(path).map(({ operationId }) => operationId)
  )
  for (const id of Object.keys(membersOf(variableOf('operationPolicies').value))) t.ok(ids.includes(id), id)
  t.match(variableOf('api').value, {
    properties: {
      path: 'api',
      format: 'openapi+json',
      subscriptionRequired: false,
      translateRequiredQueryParameters: 'query'
    }
  })
  t.match(variableOf('api').text, "value: string(loadJsonContent('openapi.json'))")
})

t.test('the metadata APIs are those of the local gateway', async (t) => {
  t.match(
    variableOf('metadataApis').value,
    metadataApis.map(({ id, path }) => ({ name: id, path }))
  )
  t.match(
    variableOf('metadataOperations').value,
    metadataApis.flatMap(({ operations }, api) =>
      operations.map(({ id, template }) => ({ api, name: id, urlTemplate: template }))
    )
  )
})

t.test('the product is open and holds all APIs, or its limits would not hold', async (t) => {
  t.match(variableOf('product').value, { properties: { subscriptionRequired: false, state: 'published' } })
  t.match(variableOf('ofApi').text, 'name: api.name')
  t.match(variableOf('ofMetadataApi').text, 'name: metadataApi[index].name')
})

t.test('the gateway records neither bodies nor headers nor queries', async (t) => {
  const gateway = readBicep('gateway.bicep')
  t.strictSame(gateway.get('little')?.value, {
    headers: [],
    body: { bytes: 0 },
    dataMasking: { queryParams: [{ value: '*', mode: 'Hide' }] }
  })
  const { frontend, backend } = membersOf(membersOf(gateway.get('diagnostics')?.value).properties)
  const little = new Expression('little')
  t.strictSame(
    [frontend, backend],
    [
      { request: little, response: little },
      { request: little, response: little }
    ]
  )
})

function variableOf(name: string): Declaration {
  const found = product.get(name)
  if (!found) throw new Error(`product.bicep has no ${name}`)
  return found
}

function scopeOf(name: string) {
  const { of, value } = variableOf(name)
  return [of, (membersOf(value).parent as Expression).text]
}
