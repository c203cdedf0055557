import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { buildApp } from '../../app/app.ts'
import { createDispatcher } from '../../app/outbound/dispatcher.ts'
import { startChain } from '../chain.ts'

const stack = await startChain(t, { gateway: false })
const { app, call, config, entra, graph } = stack

t.test('the probes answer anyone, and call nobody', async (t) => {
  t.match(await call('/status/live'), { status: 200, json: { status: 'ok' } })
  t.match(await call('/status/ready'), { status: 200, json: { status: 'ready' } })
  t.equal(entra.requests.length + graph.requests.length, 0)
})

t.test('before it listens the service is not ready', async (t) => {
  const dispatcher = createDispatcher()
  const starting = await buildApp({ config, dispatcher, logger: false })
  t.teardown(() => Promise.all([starting.close(), dispatcher.close()]))
  const ready = await starting.inject('/status/ready')
  t.match({ status: ready.statusCode, json: ready.json() }, { status: 503, json: { status: 'starting' } })
  t.equal((await starting.inject('/status/live')).statusCode, 200)
})

t.test('a service whose event loop is late refuses all but the probes, and recovers', async (t) => {
  const { app, call } = await startChain(t, { gateway: false, maxEventLoopDelay: 1_000 })
  while (app.readiness() !== 'overloaded') {
    const until = performance.now() + 1_300
    while (performance.now() < until);
    await nextTurn()
  }
  const [hello, echo, live, ready] = await Promise.all([
    call('/hello'),
    call('/echo', { method: 'POST', body: 'x' }),
    call('/status/live'),
    call('/status/ready')
  ])
  for (const refused of [hello, echo]) {
    t.match(refused, { status: 503, json: { code: 'overloaded' } })
    t.equal(refused.headers.get('retry-after'), '5')
  }
  t.match(live, { status: 200, json: { status: 'ok' } })
  t.match(ready, { status: 503, json: { status: 'overloaded' } })

  while ((await call('/hello')).status !== 200) await wait(100)
})

t.test('without a limit no lateness of the event loop refuses a request', async (t) => {
  for (let turns = 0; turns < 3; turns++) {
    const until = performance.now() + 1_300
    while (performance.now() < until);
    await nextTurn()
  }
  t.equal(app.readiness(), 'ready')
  t.equal((await call('/hello')).status, 200)
})

t.test('a draining service says so, answers what still comes, and lets go of connections', async (t) => {
  t.not((await call('/hello')).headers.get('connection'), 'close')
  app.drain()
  t.match(await call('/status/ready'), { status: 503, json: { status: 'draining' } })
  t.equal((await call('/status/live')).status, 200)
  const hello = await call('/hello')
  t.equal(hello.status, 200)
  t.equal(hello.headers.get('connection'), 'close')
})
