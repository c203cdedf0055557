import net from 'node:net'
import tls from 'node:tls'

/** Host names of Azure, each with the port on loopback where its stand-in listens. */
export type Hosts = Record<string, number>

/**
 * Stands for the names and certificates of Azure's hosts in this process: a TLS connection to one of them becomes a plain
 * one to loopback. No other host can be reached, so that nothing of a rehearsal leaves the machine.
 */
export function useHosts(hosts: Hosts): void {
  tls.connect = ((options: tls.ConnectionOptions, listener?: () => void) => {
    const port = hosts[options.host ?? '']
    const socket = port ? net.connect(port, '127.0.0.1') : refuse(options.host ?? '')
    socket.once('connect', () => socket.emit('secureConnect'))
    if (listener) socket.once('secureConnect', listener)
    return socket
  }) as typeof tls.connect
}

function refuse(host: string): net.Socket {
  const socket = new net.Socket()
  const error = Object.assign(new Error(`${host} has no stand-in in the rehearsal.`), { code: 'ENOTFOUND' })
  process.nextTick(() => socket.destroy(error))
  return socket
}
