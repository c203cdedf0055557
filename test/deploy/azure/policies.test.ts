import { globSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { tools } from '../../../app/tools/index.ts'
import { signInScopes } from '../../../app/tools/tool.ts'
import { backendId, publishedApis } from '../../../deploy/local/published-apis.ts'
import { main, ofType, only, ownName, readText } from './predicted.ts'

interface Policy {
  format: string
  value: string
}

const service = 'Microsoft.ApiManagement/service'
const files = globSync('apim-policies/**/*.xml', { cwd: join(import.meta.dirname, '../../..') })
const texts = files.map(readText)
const openapi = JSON.parse(readText('deploy/azure/openapi.json'))
const fragments = ofType<Policy>(`${service}/policyFragments`)
const policies = [
  ...ofType<Policy>(`${service}/apis/policies`),
  ...ofType<Policy>(`${service}/apis/operations/policies`),
  ...ofType<Policy>(`${service}/products/policies`)
]
const apis = ofType<{ path: string; value?: string; serviceUrl?: string }>(`${service}/apis`)

// The quota exists only in the classic tiers: bicep.test.ts predicts one.
const quota = 'daily-quota'
const withoutQuota = readText('apim-policies/product.xml').replace(
  `<include-fragment fragment-id="${quota}" />`,
  ''
)

t.test('every policy file is deployed as it is, but for the quota', async (t) => {
  const deployed = [...policies, ...fragments].map(({ properties }) =>
    properties.value === withoutQuota ? 'file:apim-policies/product.xml' : properties.value
  )
  const expected = files.map((file) => `file:${file}`).filter((file) => !file.endsWith(`${quota}.xml`))
  t.strictSame([...new Set(deployed)].sort(), expected.sort())
  for (const { name, properties } of [...policies, ...fragments]) t.equal(properties.format, 'rawxml', name)
})

t.test('the file of each policy is the one of its scope', async (t) => {
  for (const fragment of fragments) {
    const name = ownName(fragment)
    t.equal(fragment.properties.value, `file:apim-policies/fragments/${name}.xml`)
  }
  const published = publishedApis(openapi)
  for (const { name, properties } of policies) {
    const [, scope = '', operation = ''] = name.split('/')
    const api = published.find(({ api }) => api.id === scope)
    const file = operation === 'policy' ? api?.file : `operations/${operation}.xml`
    t.equal(properties.value, file ? `file:apim-policies/${file}` : withoutQuota, name)
  }
  t.equal(
    ofType(`${service}/products/policies`)[0]?.name,
    `${only(`${service}/products`).name}/policy`,
    "the product's policy is at the product"
  )
})

t.test('every named value that a policy names is made, and none is unused', async (t) => {
  const named = texts.flatMap((text) => [...text.matchAll(/\{\{([\w.-]+)\}\}/g)].map(([, name]) => name))
  const made = ofType<{ displayName: string; secret?: boolean }>(`${service}/namedValues`)
  t.strictSame(made.map(ownName).sort(), [...new Set(named)].sort())
  for (const value of made) {
    t.equal(value.properties.displayName, ownName(value), 'policies use the display name')
    t.equal(value.properties.secret ?? false, ownName(value) === 'client-secret', value.name)
  }
})

t.test('the gateway asks for the scopes that the service asks for at sign-in', async (t) => {
  const values = ofType<{ value: string }>(`${service}/namedValues`)
  const scopes = values.find((value) => ownName(value) === 'sign-in-scopes')?.properties.value
  const expected = signInScopes({ signInScopes: 'all' }, tools)
  t.equal(
    scopes,
    expected.map((scope) => `${main.outputs.APP_ID_URI}/${scope}`).join(' '),
    'in the same order'
  )
})

t.test('every fragment that a policy includes is made, and none is unused', async (t) => {
  const included = texts.flatMap((text) =>
    [...text.matchAll(/fragment-id="([\w-]+)"/g)].map(([, name]) => name)
  )
  t.strictSame([...fragments.map(ownName), quota].sort(), [...new Set(included)].sort())
})

t.test('no text is longer than Bicep loads', async (t) => {
  for (const text of texts) t.ok(text.length < 131_072)
})

t.test('the one backend is the app, over TLS with a certificate that is checked', async (t) => {
  const backend = only(`${service}/backends`)
  t.equal(ownName(backend), backendId)
  t.match(backend.properties, {
    url: main.outputs.SERVICE_URL,
    tls: { validateCertificateChain: true, validateCertificateName: true }
  })
  for (const text of texts)
    for (const [, id] of text.matchAll(/backend-id="([^"]*)"/g)) t.equal(id, backendId)
})

t.test('every operation that has a policy is imported', async (t) => {
  const ids = Object.values(openapi.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    (path) => Object.values(path).map(({ operationId }) => operationId)
  )
  const withPolicy = ofType(`${service}/apis/operations/policies`).map(({ name }) => name.split('/')[2] ?? '')
  t.ok(withPolicy.length > 0)
  for (const id of withPolicy) t.ok(ids.includes(id), id)
  t.match(
    apis.find(({ properties }) => properties.path === 'api'),
    {
      properties: {
        format: 'openapi+json',
        value: 'file:deploy/azure/openapi.json',
        subscriptionRequired: false,
        translateRequiredQueryParameters: 'query'
      }
    }
  )
})

t.test('the APIs and their operations are those of the local gateway', async (t) => {
  const published = publishedApis(openapi).map(({ api }) => api)
  t.strictSame(
    apis.map((api) => [ownName(api), api.properties.path]).sort(),
    published.map(({ id, path }) => [id, path]).sort()
  )
  const operations = ofType<{ urlTemplate: string }>(`${service}/apis/operations`)
  t.strictSame(
    operations.map(({ name, properties }) => [...name.split('/').slice(1), properties.urlTemplate]).sort(),
    published
      .filter(({ path }) => path !== 'api')
      .flatMap(({ id, operations }) => operations.map((each) => [id, each.id, each.template]))
      .sort()
  )
})

t.test('the product is open and holds every API, or its limits would not hold', async (t) => {
  t.match(only(`${service}/products`).properties, { subscriptionRequired: false, state: 'published' })
  t.strictSame(ofType(`${service}/products/apis`).map(ownName).sort(), apis.map(ownName).sort())
})

t.test(
  'every API is called over TLS alone, and knows no address but the one that the policies choose',
  async (t) => {
    t.notOk(openapi.servers, 'which the import might take for the backend')
    for (const { name, properties } of apis) {
      t.match(properties, { protocols: ['https'] }, name)
      t.equal(properties.serviceUrl, undefined, name)
    }
  }
)

t.test('the gateway records neither bodies nor headers nor queries', async (t) => {
  const little = {
    headers: [],
    body: { bytes: 0 },
    dataMasking: { queryParams: [{ value: '*', mode: 'Hide' }] }
  }
  const { frontend, backend } = only(`${service}/diagnostics`).properties
  t.strictSame(
    [frontend, backend],
    [
      { request: little, response: little },
      { request: little, response: little }
    ]
  )
})
