import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { readBoolean } from './read-boolean.ts'

/** Whether the local Entra serves https. Throws a `ConfigError` when ENTRA_HTTPS is neither true nor false. */
export function readEntraHttps(environment: Record<string, string | undefined>): boolean {
  return readBoolean(environment, 'ENTRA_HTTPS')
}

/** Where `npm start` writes the certificate authority of the local Entra on this port. Git ignores the folder. */
export function authorityFile(port: number | string): string {
  return join(import.meta.dirname, `../../.local/entra-${port}-ca.pem`)
}

/** Makes the TLS connections that this process opens from now on trust an authority, in PEM, besides the usual ones. */
export function trustAuthority(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem])
}
