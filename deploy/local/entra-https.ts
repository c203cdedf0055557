import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { ConfigError } from '../../app/config.ts'

/** Whether the local Entra serves https. Throws a `ConfigError` when ENTRA_HTTPS is neither true nor false. */
export function readEntraHttps({ ENTRA_HTTPS: text }: Record<string, string | undefined>): boolean {
  if (text && text !== 'true' && text !== 'false') {
    throw new ConfigError(
      `The environment variable ENTRA_HTTPS is ${JSON.stringify(text)}, but must be true or false.`
    )
  }
  return text === 'true'
}

/** Where `npm start` writes the certificate authority of the local Entra on this port. Git ignores the folder. */
export function authorityFile(port: number | string): string {
  return join(import.meta.dirname, `../../.local/entra-${port}-ca.pem`)
}

/** Makes the TLS connections that this process opens from now on trust an authority, in PEM, besides the usual ones. */
export function trustAuthority(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem])
}
