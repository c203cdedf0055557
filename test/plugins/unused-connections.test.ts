import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { startChain } from '../chain.ts'

t.test('a connection that no request came on does not hold up the end', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const socket = connect(stack.config.port, stack.config.host)
  const closed = once(socket, 'close')
  await once(stack.app.server, 'connection')
  const startedAt = performance.now()
  await stack.app.close()
  await closed
  t.ok(performance.now() - startedAt < 1_000)
})

t.test('a request in flight is answered all the same', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const socket = connect(stack.config.port, stack.config.host)
  await once(stack.app.server, 'connection')
  socket.write('POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nh')
  await once(stack.app.server, 'request')
  const closed = stack.app.close()
  socket.write('i')
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1\.1 200 .*\r\n\r\nhi$/s)
  socket.destroy()
  await closed
})
