import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { start } from '../start.ts'

t.test('a service that is too slow is a Timeout, and its connection ends', async (t) => {
  const { promise: left, resolve } = Promise.withResolvers<void>()
  const { url, calls } = await start(t, {
    backend: '<forward-request timeout-ms="500" />',
    service: (_, response) => {
      response.once('close', resolve)
    }
  })
  const response = await fetch(`${url}/x`)
  t.equal(response.status, 500)
  t.match(await response.json(), { statusCode: 500, message: 'Internal server error' })
  await left
  t.match(calls(), [
    { error: { source: 'forward-request', reason: 'Timeout', section: 'backend', scope: 'api' } }
  ])
})

t.test('the timeout covers the head of the answer, not its body', async (t) => {
  const { url } = await start(t, {
    backend: '<forward-request timeout-ms="1000" buffer-response="false" />',
    async service(_, response) {
      response.write('a')
      await setTimeout(1300)
      response.end('b')
    }
  })
  t.equal(await (await fetch(`${url}/x`)).text(), 'ab')
})

t.test('a service that is down is a BackendConnectionFailure that names no host', async (t) => {
  const { url, calls } = await start(t, { backendUrl: 'http://127.0.0.1:9' })
  const response = await fetch(`${url}/x`)
  t.equal(response.status, 500)
  t.notMatch(await response.text(), /127|ECONN/)
  while (calls().length === 0) await setTimeout(10)
  t.match(calls(), [{ error: { source: 'forward-request', reason: 'BackendConnectionFailure' } }])
})

t.test('error statuses and redirects pass through unless the element says otherwise', async (t) => {
  const service: Parameters<typeof start>[1] = {
    service(request, response) {
      if (request.url === '/to') response.end('arrived')
      else if (request.url === '/from') response.writeHead(302, { location: '/to' }).end()
      else response.writeHead(503).end('busy')
    }
  }
  const plain = await start(t, service)
  t.equal((await fetch(`${plain.url}/from`, { redirect: 'manual' })).status, 302)
  t.equal(await (await fetch(`${plain.url}/x`)).text(), 'busy')

  const changed = await start(t, {
    ...service,
    backend: '<forward-request follow-redirects="true" fail-on-error-status-code="true" />',
    onError: '<set-header name="x-handled"><value>1</value></set-header>'
  })
  t.equal(await (await fetch(`${changed.url}/from`)).text(), 'arrived')
  const failed = await fetch(`${changed.url}/x`)
  t.same([failed.status, failed.headers.get('x-handled')], [503, '1'])
})

t.test('retry runs its policies again with the buffered body, at most count times', async (t) => {
  const bodies: string[] = []
  const { url, calls } = await start(t, {
    backend: `<retry condition="true" count="2" interval="0" first-fast-retry="true">
      <forward-request buffer-request-body="true" /></retry>`,
    async service(request, response) {
      let body = ''
      for await (const chunk of request) body += chunk
      bodies.push(body)
      response.end(String(bodies.length))
    }
  })
  t.equal(await (await fetch(`${url}/x`, { method: 'POST', body: 'again' })).text(), '3')
  t.same(bodies, ['again', 'again', 'again'])
  t.match(calls(), [{ steps: [{ policy: 'retry', steps: [{ outbound: [{ status: 200 }] }, {}, {}] }] }])
})

t.test('a body that was not buffered is not sent twice', async (t) => {
  const { url } = await start(t, {
    backend: '<retry condition="true" count="1" interval="0"><forward-request /></retry>'
  })
  t.equal((await fetch(`${url}/x`, { method: 'POST', body: 'once' })).status, 500)
})
