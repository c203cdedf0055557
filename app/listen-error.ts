/** Says in one sentence why a server cannot listen and which variable to change; undefined for any other error. */
export function explainListenError(error: unknown, portVariable = 'PORT'): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, port, address, hostname } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
    hostname?: string
  }
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: set ${portVariable} to a free one.`
    case 'EACCES':
      return `Port ${port} is reserved for the system: set ${portVariable} to 1024 or above.`
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND':
      return `HOST is ${hostname ?? address}, which is not an address of this machine: set it to 127.0.0.1, or to 0.0.0.0 for every address.`
    default:
      return undefined
  }
}
