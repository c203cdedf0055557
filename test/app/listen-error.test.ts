import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { explainListenError } from '../../app/listen-error.ts'

t.test('a port in use names the variable to change', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  const error = await failureOf(port, '127.0.0.1')
  t.equal(explainListenError(error), `Port ${port} is in use: set PORT to a free one.`)
  t.equal(explainListenError(error, 'ENTRA_PORT'), `Port ${port} is in use: set ENTRA_PORT to a free one.`)
})

for (const host of ['256.1.1.1', '192.0.2.1', 'nowhere.invalid', '::1::']) {
  t.test(`HOST=${host} is said to be no address of this machine`, async (t) => {
    t.match(explainListenError(await failureOf(0, host)), `HOST is ${host}, which is not an address`)
  })
}

t.test('a port for the system says which ports are free for everybody', async (t) => {
  const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES', port: 80 })
  t.match(explainListenError(error), /^Port 80 .* 1024 or above\.$/)
})

t.test('any other error is not explained', async (t) => {
  t.equal(explainListenError(new Error('x')), undefined)
  t.equal(explainListenError('EADDRINUSE'), undefined)
})

async function failureOf(port: number, host: string): Promise<unknown> {
  const server = createServer().listen(port, host)
  const [error] = await once(server, 'error')
  return error
}
