import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { listen, start } from '../start.ts'

t.test('the request is sent as the element says, and the call does not wait for the answer', async (t) => {
  const { promise: told, resolve: tell } = Promise.withResolvers<unknown>()
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const hook = await listen(t, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, url, headers } = request
    tell({ method, url, headers, body: Buffer.concat(chunks).toString() })
    await held
    response.writeHead(500).end()
  })
  const { url, calls } = await start(t, {
    outbound: `<set-variable name="text" value="before" />
      <send-one-way-request mode="new" timeout="10">
        <set-url>@("${hook}" + "/alert")</set-url><set-method>POST</set-method>
        <set-header name="x-a"><value>1</value></set-header>
        <set-body>@((string)context.Variables["text"])</set-body>
        <authentication-managed-identity resource="https://hooks.example" />
      </send-one-way-request>
      <set-variable name="text" value="after" />`
  })
  t.equal((await fetch(`${url}/x`)).status, 200)
  t.match(await told, {
    method: 'POST',
    url: '/alert',
    headers: { 'x-a': '1', authorization: 'Bearer identity-token' },
    body: 'before'
  })
  const step = () => calls()[0]?.steps[2]
  t.match(step(), { policy: 'send-one-way-request', outbound: [{ method: 'POST', url: `${hook}/alert` }] })
  t.notOk(step()?.outbound[0]?.status, 'no answer yet')
  release()
  await until(() => step()?.outbound[0]?.status)
  t.equal(step()?.outbound[0]?.status, 500)
})

t.test('a copy has the headers and the body of the request, which still reaches the service', async (t) => {
  const { promise: told, resolve: tell } = Promise.withResolvers<unknown>()
  const mirror = await listen(t, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    tell({
      method: request.method,
      mine: request.headers['x-mine'],
      body: Buffer.concat(chunks).toString()
    })
    response.end()
  })
  const { url } = await start(t, {
    inbound: `<send-one-way-request mode="copy"><set-url>${mirror}</set-url></send-one-way-request>`
  })
  const response = await fetch(`${url}/x`, { method: 'POST', body: 'hello', headers: { 'x-mine': '1' } })
  t.match(await response.json(), { body: 'hello' })
  t.match(await told, { method: 'POST', mine: '1', body: 'hello' })
})

t.test('its failure does not fail the call', async (t) => {
  const { url } = await start(t, {
    inbound: '<send-one-way-request><set-url>http://127.0.0.1:9</set-url></send-one-way-request>'
  })
  t.equal((await fetch(`${url}/x`)).status, 200)
})

t.test('it continues when the client leaves', async (t) => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const hook = await listen(t, async (_, response) => {
    await held
    response.end()
  })
  const client = new AbortController()
  const { url, calls } = await start(t, {
    inbound: `<send-one-way-request><set-url>${hook}</set-url></send-one-way-request>`,
    service: () => client.abort()
  })
  await t.rejects(fetch(`${url}/x`, { signal: client.signal }))
  await until(() => calls()[0]?.aborted)
  release()
  const sent = () => calls()[0]?.steps[0]?.outbound[0]
  await until(() => sent()?.status ?? sent()?.failed)
  t.match(sent(), { status: 200 })
})

t.test('a new request without a URL does not load', async (t) => {
  for (const policy of ['send-one-way-request', 'send-request']) {
    for (const mode of ['', 'mode="new"'])
      await t.rejects(start(t, { inbound: `<${policy} ${mode}><set-method>GET</set-method></${policy}>` }), {
        message: /needs a <set-url>/
      })
    await start(t, { inbound: `<${policy} mode="copy" />` })
  }
  for (const child of ['authentication-certificate', 'proxy'])
    await t.rejects(
      start(t, { inbound: `<send-request><set-url>http://a</set-url><${child} /></send-request>` }),
      { message: new RegExp(`<${child}> in <send-request>.*not supported here`) }
    )
})

async function until(condition: () => unknown) {
  while (!condition()) await setTimeout(5)
}
