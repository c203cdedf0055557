import t from 'tap'
import { listen, policyDocument, start } from '../start.ts'

t.test('backend-id sends the request to the backend of that id', async (t) => {
  const one = await listen(t, (request, response) => response.end(`one ${request.url}`))
  const two = await listen(t, (request, response) => response.end(`two ${request.url}`))
  const { url, calls } = await start(t, {
    backends: { one: `${one}/base/`, two },
    inbound: `<set-backend-service backend-id="one" />
      <choose><when condition="@(context.Request.Headers.ContainsKey("x-to"))">
        <set-backend-service backend-id="@(context.Request.Headers.GetValueOrDefault("x-to", ""))" />
      </when></choose>`,
    service: () => t.fail('the service of the API was called')
  })
  t.equal(await (await fetch(`${url}/x?y=1`)).text(), 'one /base/x?y=1')
  t.equal(await (await fetch(`${url}/x`, { headers: { 'x-to': 'two' } })).text(), 'two /x')
  t.match(calls()[0]?.steps[0]?.decisions, [`to one, ${one}/base`])
})

t.test('retry may go to another backend each time', async (t) => {
  const busy = await listen(t, (_, response) => response.writeHead(429).end())
  const free = await listen(t, (_, response) => response.end('free'))
  const { url } = await start(t, {
    backends: { busy, free },
    inbound: '<set-variable name="to" value="busy" />',
    backend: `<retry condition="@(context.Response.StatusCode == 429)" count="1" interval="0">
        <set-backend-service backend-id="@((string)context.Variables["to"])" />
        <set-variable name="to" value="free" />
        <forward-request buffer-request-body="true" />
      </retry>`
  })
  t.equal(await (await fetch(`${url}/x`, { method: 'POST', body: 'b' })).text(), 'free')
})

t.test('only another backend-id replaces an inherited backend-id, and a base-url does not', async (t) => {
  const one = await listen(t, (_, response) => response.end('one'))
  const two = await listen(t, (_, response) => response.end('two'))
  for (const [inbound, expected] of [
    [`<base /><set-backend-service base-url="${two}" />`, 'one'],
    ['<base /><set-backend-service backend-id="two" />', 'two'],
    [`<set-backend-service base-url="${two}" />`, 'two'],
    [`<set-backend-service base-url="${two}" /><base />`, 'one']
  ] as const) {
    const { url } = await start(t, {
      backends: { one, two },
      inbound,
      files: {
        'product.xml': policyDocument({ inbound: '<set-backend-service backend-id="one" />' })
      }
    })
    t.equal(await (await fetch(`${url}/x`)).text(), expected, inbound)
  }
})

t.test('an unknown backend stops the load, or fails the call if an expression names it', async (t) => {
  await t.rejects(start(t, { inbound: '<set-backend-service backend-id="constructor" />' }), {
    message: /^api\.xml:\d+:\d+: there is no backend constructor: /
  })
  const { url, calls } = await start(t, { inbound: '<set-backend-service backend-id="@("no" + "ne")" />' })
  t.equal((await fetch(`${url}/x`)).status, 500)
  t.match(calls(), [{ error: { source: 'set-backend-service', reason: 'BackendNotFound' } }])
})

t.test('an invalid base-url stops the load, or fails the call if an expression gives it', async (t) => {
  for (const value of ['', 'backend', '/path', 'ftp://a', 'javascript:1', 'http://'])
    await t.rejects(start(t, { inbound: `<set-backend-service base-url="${value}" />` }), {
      message: /^api\.xml:\d+:\d+: base-url is not an http or https URL/
    })
  const { url, calls } = await start(t, { inbound: '<set-backend-service base-url="@("no" + "ne")" />' })
  t.equal((await fetch(`${url}/x`)).status, 500)
  t.match(calls(), [{ error: { source: 'set-backend-service', reason: 'ExpressionValueEvaluationFailure' } }])
})

t.test(
  'exactly one of base-url and backend-id is required, and Service Fabric and Dapr are refused',
  async (t) => {
    for (const [attributes, message] of [
      ['', /exactly one of base-url, backend-id/],
      ['base-url="http://a" backend-id="b"', /exactly one of base-url, backend-id/],
      ['backend-id="b" sf-partition-key="1"', /sf-partition-key.*not supported here/],
      ['backend-id="dapr" dapr-app-id="a" dapr-method="m"', /dapr-app-id.*not supported here/]
    ] as const) {
      await t.rejects(
        start(t, { backends: { b: 'http://b' }, inbound: `<set-backend-service ${attributes} />` }),
        {
          message
        }
      )
    }
  }
)
