import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

/**
 * Closes connections that no request ever came on when the service closes: clients and load balancers open them ahead,
 * and Node waits for each of them.
 */
export default fp(
  async (app) => {
    const sockets = new Set<Socket>()
    app.server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    app.addHook('preClose', async () => {
      for (const socket of sockets) {
        if (socket.bytesRead === 0) socket.destroy()
      }
    })
  },
  { name: 'unused-connections' }
)
