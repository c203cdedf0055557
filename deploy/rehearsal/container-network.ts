import net from 'node:net'
import { type Hosts, useHosts } from './network.ts'

/**
 * Loaded into the process of a container before its own code: the hosts of the rehearsal, and the port of this machine by
 * which the container's own port is reached.
 */
const { hosts, port } = JSON.parse(process.env.REHEARSAL_NETWORK ?? '{}') as { hosts: Hosts; port?: number }
delete process.env.REHEARSAL_NETWORK
useHosts(hosts)

if (port) {
  const listen = net.Server.prototype.listen
  net.Server.prototype.listen = function published(this: net.Server, _address: unknown, ...rest: unknown[]) {
    return listen.call(this, { host: '127.0.0.1', port }, ...(rest as []))
  } as typeof listen
}
