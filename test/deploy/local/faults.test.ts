import t from 'tap'
import { createFaults } from '../../../deploy/local/faults.ts'
import { listenOnLoopback } from '../../../deploy/local/loopback-server.ts'

const faults = createFaults()
const server = await listenOnLoopback(0, faults, () => (_request, response) => void response.end('fine'))
t.teardown(() => server.close())
t.afterEach(() => faults.clear())

const get = (path = '/a') => fetch(server.url + path)
const textOf = async (path?: string) => (await get(path)).text()

t.test('a fault answers instead of the server if its path matches', async (t) => {
  faults.add({ path: /^GET \/a/, status: 503, headers: { 'retry-after': '7' }, body: '<html>' })
  const response = await get()
  t.equal(response.status, 503)
  t.equal(response.headers.get('retry-after'), '7')
  t.equal(await response.text(), '<html>')
  t.equal(await textOf('/b'), 'fine')
})

t.test('a fault can be an empty 200', async (t) => {
  faults.add({ path: /a/, body: '' })
  t.equal(await textOf(), '')
})

t.test('a fault happens the given number of times, or until it is removed', async (t) => {
  faults.add({ path: /a/, times: 2, status: 500 })
  const statuses = [(await get()).status, (await get()).status, (await get()).status]
  t.same(statuses, [500, 500, 200])
  const remove = faults.add({ path: /a/, status: 500 })
  t.equal((await get()).status, 500)
  remove()
  t.equal((await get()).status, 200)
})

t.test('a fault with latency delays the answer of the server', async (t) => {
  faults.add({ path: /a/, latencyMs: 60 })
  const startedAt = performance.now()
  t.equal(await textOf(), 'fine')
  t.ok(performance.now() - startedAt >= 55)
})

t.test('a dropped connection has no answer', async (t) => {
  faults.add({ path: /a/, times: 1, drop: true })
  await t.rejects(get(), { message: 'fetch failed' })
  t.equal(server.requests.at(-1)?.status, 0)
  t.equal(await textOf(), 'fine')
})

t.test('only the last requests are remembered', async (t) => {
  for (let index = 0; index < 1010; index += 1) await textOf(`/${index}`)
  t.equal(server.requests.length, 1000)
  t.match(server.requests.at(-1), { method: 'GET', path: '/1009', status: 200 })
})

t.test('a port in use is refused with its number', async (t) => {
  const port = Number(new URL(server.url).port)
  await t.rejects(
    listenOnLoopback(port, faults, () => () => {}),
    { code: 'EADDRINUSE', port }
  )
})
