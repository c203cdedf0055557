import t from 'tap'
import { stopUnderLoad } from './direct.ts'
import { replaceUnderLoad } from './through-gateway.ts'

const echoed = { status: 200, body: 'slowly' }

t.test('SIGTERM under load loses no request of clients that call until they are refused', async (t) => {
  const { answered, lost, drained, upload, exit } = await stopUnderLoad({ clients: 12, requests: 200 })
  t.same(lost, [], `of ${answered}`)
  t.equal(drained, 503, 'not ready at once')
  t.same(upload, { ...echoed, connection: 'close' }, 'what is in flight when the drain ends is answered')
  t.same(exit, [0, null])
})

t.test('a replica is replaced without a loss behind the gateway', async (t) => {
  const { answered, lost, upload, exit } = await replaceUnderLoad({ clients: 6, requests: 400 })
  t.same(lost, [], `of ${answered}`)
  t.match(upload, echoed)
  t.same(exit, [0, null])
})
