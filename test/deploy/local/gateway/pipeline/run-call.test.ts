import { once } from 'node:events'
import { request } from 'node:http'
import t from 'tap'
import { policyDocument, start } from '../start.ts'

t.test('without policies a call reaches the service with its path, query, headers and body', async (t) => {
  const { url } = await start(t)
  const response = await fetch(`${url}/a%2Fb/c?x=1&y=%20`, {
    method: 'POST',
    body: 'hello',
    headers: { 'x-mine': '1' }
  })
  t.equal(response.status, 200)
  t.equal(response.headers.get('x-from'), 'service')
  t.match(await response.json(), {
    method: 'POST',
    url: '/a%2Fb/c?x=1&y=%20',
    body: 'hello',
    headers: { 'x-mine': '1' }
  })
})

t.test('the parent scope runs in the place of <base />, and not at all without it', async (t) => {
  const add = (value: string) =>
    `<set-header name="x-order" exists-action="append"><value>${value}</value></set-header>`
  const { url } = await start(t, {
    inbound: `${add('api')}<base />`,
    outbound: `<base />${add('api')}`,
    paths: { '/plain': { get: {} }, '/own': { get: { operationId: 'Own One' } } },
    files: {
      'global.xml': `<policies><inbound>${add('global')}</inbound><backend><forward-request /></backend>
        <outbound>${add('global')}</outbound><on-error /></policies>`,
      'product.xml': policyDocument({ inbound: `<base />${add('product')}` }),
      'operations/own-one.xml': policyDocument({
        inbound: add('operation'),
        outbound: `${add('operation')}<base />`
      })
    }
  })
  const plain = await fetch(`${url}/plain`)
  t.match(await plain.json(), { headers: { 'x-order': 'api,global,product' } })
  t.equal(plain.headers.get('x-order'), 'global,api')
  const own = await fetch(`${url}/own`)
  t.match(await own.json(), { headers: { 'x-order': 'operation' } })
  t.equal(own.headers.get('x-order'), 'operation,global,api')
})

t.test('a fragment runs where it is included, with its named values replaced', async (t) => {
  const { url } = await start(t, {
    inbound: '<include-fragment fragment-id="mark" />',
    files: {
      'fragments/mark.xml':
        '<fragment><set-header name="x-mark"><value>{{mark}}-{{mark}}</value></set-header></fragment>'
    },
    namedValues: { mark: 'a"<&b' }
  })
  t.match(await (await fetch(`${url}/x`)).json(), { headers: { 'x-mark': 'a"<&b-a"<&b' } })
})

t.test('return-response ends the call: neither the service nor outbound is reached', async (t) => {
  const { url } = await start(t, {
    inbound: `<return-response><set-status code="418" reason="Teapot" />
      <set-header name="x-a"><value>1</value><value>2</value></set-header><set-body>short</set-body></return-response>`,
    outbound: '<set-header name="x-outbound"><value>1</value></set-header>',
    service: () => t.fail('the service was called')
  })
  const response = await fetch(`${url}/x`)
  t.equal(response.status, 418)
  t.equal(response.statusText, 'Teapot')
  t.equal(response.headers.get('x-a'), '1,2')
  t.notOk(response.headers.has('x-outbound'))
  t.equal(await response.text(), 'short')
})

t.test('a path outside every API and a method without an operation are not found', async (t) => {
  const { url, base } = await start(t, { paths: { '/only': { get: {} } } })
  for (const [method, path] of [
    ['GET', `${url}/other`],
    ['POST', `${url}/only`],
    ['GET', `${base}/elsewhere`],
    ['GET', `${url}/only/..%2fonly`]
  ] as const) {
    const response = await fetch(path, { method })
    t.equal(response.status, 404)
    t.match(await response.json(), { statusCode: 404 })
  }
  t.equal((await fetch(`${url}/x/%2e%2e/only`)).status, 200)
})

t.test(
  'the metadata API answers below the root of the host, for what it describes and nothing else',
  async (t) => {
    const { base } = await start(t, {
      files: {
        'metadata-api.xml': policyDocument({
          inbound: '<return-response><set-body>metadata</set-body></return-response>'
        })
      }
    })
    const ask = (path: string) => fetch(`${base}/.well-known/oauth-protected-resource${path}`)
    for (const path of ['/api/mcp', '/api/mcp/', '/api/oauth/mcp'])
      t.equal(await (await ask(path)).text(), 'metadata', path)
    for (const path of ['', '/', '/api', '/mcp']) t.equal((await ask(path)).status, 404, path)
  }
)

t.test('headers of 30 kB pass, larger ones are refused before any policy', async (t) => {
  const { url } = await start(t, { inbound: '<return-response />' })
  const status = async (size: number) =>
    (await fetch(`${url}/x`, { headers: { 'x-large': 'a'.repeat(size) } })).status
  t.same([await status(30_000), await status(40_000)], [200, 431])
})

t.test("the client's Host never reaches the service, and an invalid Host is refused", async (t) => {
  const { url, backend } = await start(t)
  const answer = async (headers: string[]) => {
    const [response] = await once(request(`${url}/x`, { headers }).end(), 'response')
    let text = ''
    for await (const chunk of response) text += chunk
    return { status: response.statusCode, host: text === '' ? '' : JSON.parse(text).headers.host }
  }
  const service = new URL(backend).host
  for (const host of ['Localhost', 'localhost:80', 'other.example'])
    t.same(await answer(['Host', host]), { status: 200, host: service })
  for (const headers of [
    ['Host', 'a/b?c#d@e'],
    ['Host', 'a', 'Host', 'b'],
    ['Host', 'a:b:c']
  ]) {
    t.equal((await answer(headers)).status, 400)
  }
  const chosen = await start(t, {
    inbound: '<set-header name="Host"><value>chosen.example</value></set-header>'
  })
  t.match(await (await fetch(`${chosen.url}/x`)).json(), { headers: { host: 'chosen.example' } })
})
