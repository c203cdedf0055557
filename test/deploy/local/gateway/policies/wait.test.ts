import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { listen, start } from '../start.ts'

const request = (variable: string, url: string, more = '') =>
  `<send-request mode="new" response-variable-name="${variable}" ${more}><set-url>${url}</set-url></send-request>`
const header = (name: string, value: string) =>
  `<set-header name="${name}"><value>${value}</value></set-header>`
const has = (name: string) => header(`x-${name}`, `@(context.Variables.ContainsKey("${name}"))`)

t.test('the children run at the same time, and wait waits for all of them', async (t) => {
  const { promise: both, resolve: arrive } = Promise.withResolvers<void>()
  let arrived = 0
  const server = await listen(t, async (request, response) => {
    if (++arrived === 2) arrive()
    await both
    response.end(request.url)
  })
  const { url, calls } = await start(t, {
    inbound: `<wait for="all">
        <choose><when condition="true">${request('a', `${server}/a`)}${header('x-inside', 'a')}</when></choose>
        ${request('b', `${server}/b`)}
      </wait>
      ${header('x-both', '@(((IResponse)context.Variables["a"]).Body.As<string>() + ((IResponse)context.Variables["b"]).Body.As<string>())')}`
  })
  t.match(await (await fetch(`${url}/x`)).json(), { headers: { 'x-both': '/a/b', 'x-inside': 'a' } })
  t.match(calls()[0]?.steps[0], {
    policy: 'wait',
    outbound: [],
    steps: [
      {
        policy: 'choose',
        decisions: ['when[1] taken'],
        outbound: [],
        steps: [
          {
            policy: 'send-request',
            outbound: [{ url: `${server}/a`, status: 200 }],
            variables: { a: 'response 200' }
          },
          { policy: 'set-header', decisions: ['x-inside set'] }
        ]
      },
      {
        policy: 'send-request',
        outbound: [{ url: `${server}/b`, status: 200 }],
        variables: { b: 'response 200' }
      }
    ]
  })
})

t.test('with for="any" the first child to end is enough, and the others are terminated', async (t) => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const slow = await listen(t, (_, response) => response.on('close', leave))
  const quick = await listen(t, (_, response) => response.end('quick'))
  const { url } = await start(t, {
    inbound: `<wait for="@("an" + "y")">
        ${request('slow', slow, 'ignore-error="true"')}
        <choose><when condition="true">${request('quick', quick)}</when></choose>
      </wait>${has('slow')}${has('quick')}`
  })
  t.match(await (await fetch(`${url}/x`)).json(), { headers: { 'x-slow': 'False', 'x-quick': 'True' } })
  await left
})

t.test('the answer of a child of wait goes to the client', async (t) => {
  const slow = await listen(t, () => {})
  const { url } = await start(t, {
    inbound: `<wait for="any">
        ${request('slow', slow)}
        <choose><when condition="true"><return-response><set-status code="418" /></return-response></when></choose>
      </wait>`,
    service: () => t.fail('the service was called')
  })
  t.equal((await fetch(`${url}/x`)).status, 418)
})

t.test('the stream of a child continues after wait has ended', async (t) => {
  const slow = await listen(t, () => {})
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const { url } = await start(t, {
    backend: `<wait for="any">
        ${request('slow', slow)}
        <choose><when condition="true"><forward-request buffer-response="false" /></when></choose>
      </wait>`,
    async service(_, response) {
      response.write('first ')
      await held
      response.end('last')
    }
  })
  const response = await fetch(`${url}/x`)
  release()
  t.equal(await response.text(), 'first last')
})

t.test('a child that fails ends wait and the other children', async (t) => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const slow = await listen(t, (_, response) => response.on('close', leave))
  for (const how of ['all', 'any']) {
    const { url, calls } = await start(t, {
      inbound: `<wait for="${how}">${request('slow', slow)}${request('gone', 'http://127.0.0.1:9')}</wait>`
    })
    t.equal((await fetch(`${url}/x`)).status, 500)
    t.match(calls(), [
      {
        error: { source: 'send-request', reason: 'BackendConnectionFailure', path: 'wait[1]/send-request[2]' }
      }
    ])
    await left
  }
})

t.test('a client that leaves ends all children', async (t) => {
  const arrived: Promise<unknown>[] = []
  const gone: Promise<unknown>[] = []
  const both = Promise.withResolvers<void>()
  const slow = await listen(t, (request, response) => {
    arrived.push(Promise.resolve(request))
    gone.push(once(response, 'close'))
    if (arrived.length === 2) both.resolve()
  })
  const client = new AbortController()
  const { url, calls } = await start(t, {
    inbound: `<wait for="all">${request('a', slow)}${request('b', slow)}</wait>`
  })
  const call = fetch(`${url}/x`, { signal: client.signal })
  await both.promise
  client.abort()
  await t.rejects(call)
  await Promise.all(gone)
  while (!calls()[0]?.durationMs) await setTimeout(5)
  t.match(calls(), [{ aborted: true }])
})

t.test('wait holds only the children of the reference, and needs the attribute for', async (t) => {
  for (const [inbound, message] of [
    ['<wait for="all" />', /<wait> holds send-request, cache-lookup-value, choose, at least one/],
    [`<wait for="all">${header('a', 'b')}</wait>`, /and no set-header/],
    [`<wait for="some">${request('a', 'http://a')}</wait>`, /none of all, any/],
    [`<wait>${request('a', 'http://a')}</wait>`, /needs the attribute for/]
  ] as const) {
    await t.rejects(start(t, { inbound }), { message })
  }
  await t.rejects(start(t, { onError: `<wait for="all">${request('a', 'http://a')}</wait>` }), {
    message: /may stand in inbound, backend, outbound/
  })
})
