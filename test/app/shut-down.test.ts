import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { type Running, shutDown } from '../../app/shut-down.ts'
import { startChain } from '../chain.ts'

t.test('a service that closes sends its telemetry and ends its connections', async (t) => {
  const { running, ended } = await start(t)
  await shutDown(running, 60_000)
  t.same(ended, ['telemetry', 'dispatcher'])
})

t.test('a service that fails to close sends its telemetry all the same', async (t) => {
  const { running, ended, stack } = await start(t)
  running.app = { server: stack.app.server, close: () => Promise.reject(new Error('close')) }
  await t.rejects(shutDown(running, 60_000), { message: 'close' })
  t.same(ended, ['telemetry', 'dispatcher'])
})

t.test('telemetry that fails to stop does not keep connections open', async (t) => {
  const { running, ended } = await start(t)
  running.telemetry = { stop: () => Promise.reject(new Error('stop')) }
  await t.rejects(shutDown(running, 60_000), { message: 'stop' })
  t.same(ended, ['dispatcher'])
})

t.test('a request that lasts too long is cut off, and telemetry is sent', async (t) => {
  const { running, ended, stack } = await start(t)
  const socket = connect(stack.config.port, stack.config.host)
  socket.on('error', () => {})
  const cutOff = once(socket, 'close')
  await once(stack.app.server, 'connection')
  socket.write('POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nh')
  await once(stack.app.server, 'request')
  await t.rejects(shutDown(running, 50), { message: /cut off/ })
  await cutOff
  t.same(ended, ['telemetry', 'dispatcher'])
})

async function start(t: Test) {
  const stack = await startChain(t, { gateway: false })
  const ended: string[] = []
  const running: Running = {
    app: stack.app,
    telemetry: { stop: async () => void ended.push('telemetry') },
    dispatcher: { destroy: async () => void ended.push('dispatcher') }
  }
  return { stack, running, ended }
}
