import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { tools } from '../../app/tools/index.ts'
import { startChain } from '../chain.ts'
import { rawRequest } from '../raw-request.ts'

interface Route {
  method: string
  url: string
}

/** Every route that the app registers, as Fastify itself tells. */
const routes: Route[] = []
const listen = (message: unknown) => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url })
  })
}
subscribe('fastify.initialization', listen)
const { call, config, url } = await startChain(t, { gateway: false })
unsubscribe('fastify.initialization', listen)

/** What a client reads before it has a token, and how it gets one. A page of any origin may, so it may ask first, too. */
const signIn = [
  `GET ${config.metadataPath}`,
  `GET ${config.oauth.resourceMetadataPath}`,
  `GET ${config.oauth.metadataPath}`,
  'GET /oauth/.well-known/oauth-authorization-server',
  'POST /oauth/token'
]
const publicRoutes = [
  ...signIn,
  ...signIn.map((route) => route.replace(/^\w+/, 'OPTIONS')),
  // A browser is sent there, with no page of another origin to read the answer.
  'GET /oauth/authorize',
  'GET /hello',
  'POST /hello',
  'POST /echo',
  'GET /tools',
  'GET /status',
  'GET /status/live',
  'GET /status/ready',
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/json',
  'GET /docs/yaml',
  'GET /docs/static/index.html',
  'GET /docs/static/swagger-initializer.js',
  'GET /docs/static/*'
]

t.test('every route is public by name, or answers 401 without a token', async (t) => {
  const open = new Set<string>()
  for (const { method, url: path } of routes) {
    const answer = await fetch(url + path, { method, redirect: 'manual' })
    const text = await answer.text()
    if (answer.status !== 401) open.add(`${method.replace('HEAD', 'GET')} ${path}`)
    else if (method !== 'HEAD') t.match(JSON.parse(text), { code: 'token_missing' }, `${method} ${path}`)
  }
  t.strictSame([...open].sort(), publicRoutes.sort())
})

t.test('HEAD is GET without the body', async (t) => {
  for (const { method, url: path } of routes) {
    if (method !== 'HEAD' || path.includes('*')) continue
    const get = await fetch(url + path, { redirect: 'manual' })
    const head = await fetch(url + path, { method, redirect: 'manual' })
    t.equal(head.status, get.status, path)
    t.equal(head.headers.get('content-type'), get.headers.get('content-type'), path)
    t.equal(await head.text(), '')
    await get.body?.cancel()
  }
})

for (const [path, allow] of Object.entries({
  '/hello': 'GET, HEAD, OPTIONS, POST',
  '/hello?name=Ada': 'GET, HEAD, OPTIONS, POST',
  '/echo': 'OPTIONS, POST',
  '/tools': 'GET, HEAD, OPTIONS',
  '/me': 'GET, HEAD, OPTIONS',
  '/status/ready': 'GET, HEAD, OPTIONS',
  '/tools/hello': 'OPTIONS, POST',
  '/docs/static/swagger-ui.css': 'GET, HEAD, OPTIONS'
})) {
  t.test(`a wrong method on ${path} is told which are right, and so is OPTIONS`, async (t) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      if (allow.split(', ').includes(method)) continue
      const { status, json, headers } = await call(path, { method })
      t.match({ status, json }, { status: 405, json: { code: 'method_not_allowed', status: 405 } })
      t.equal(headers.get('allow'), allow)
    }
    const { status, text, headers } = await call(path, { method: 'OPTIONS' })
    t.strictSame([status, text, headers.get('allow')], [204, '', allow])
  })
}

t.test('a method that nobody knows is refused', async (t) => {
  for (const method of ['TRACE', 'QUERY', 'get', 'FOO']) {
    const { status } = await rawRequest(url, [`${method} /hello HTTP/1.1`])
    t.ok([400, 405].includes(status), `${method}: ${status}`)
  }
})

t.test('a method that Node reads and does not list is answered too', async (t) => {
  const { status, headers, json } = await rawRequest(url, ['PRI /hello'])
  t.match({ status, json }, { status: 404, json: { code: 'not_found' } })
  t.match(headers['content-type'], /^application\/problem\+json/)
})

for (const path of [
  '/nothing',
  '/',
  '/hello//',
  '//hello',
  '/tools/nothing',
  '/tools/hello/more',
  '/tools/__proto__',
  '/tools/get_my_profile%2f..',
  '/%',
  '/%zz',
  '/hello%00',
  '/docs/static/nothing.js',
  '/docs/static/..%2f..%2fpackage.json'
]) {
  t.test(`the path ${path} is not found, by any method`, async (t) => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      if (path.startsWith('/docs/') && method !== 'GET') continue
      const answer = await rawRequest(url, [`${method} ${path} HTTP/1.1`, 'content-length: 0'])
      t.match(answer, { status: 404, json: { code: 'not_found', status: 404 } }, method)
      t.match(answer.headers['content-type'], /^application\/problem\+json/)
    }
  })
}

t.test('a path that leads out of the files of the page is refused', async (t) => {
  const answer = await rawRequest(url, ['GET /docs/static/%2e%2e/%2e%2e/package.json HTTP/1.1'])
  t.match(answer, { status: 400, json: { code: 'input_invalid' } })
})

t.test('every tool has its path', async (t) => {
  for (const { name } of tools) {
    t.match(await call(`/tools/${name}`, { method: 'POST' }), { json: { code: 'token_missing' } })
  }
})
