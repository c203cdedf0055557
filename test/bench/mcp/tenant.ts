import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { readConfig } from '../../../app/config.ts'
import { apiClientId, tenant } from '../../../deploy/local/tenant.ts'
import { userClaims } from '../../user-claims.ts'

const signAsync = promisify(sign)

/** A tenant of as many users as wanted: one server of its keys for every subject, and tokens without sign-in. */
export async function startTenant() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const environment = {
    TENANT_ID: tenant.id,
    CLIENT_ID: apiClientId,
    APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
    GATEWAY_PRINCIPAL_ID: 'any',
    AUTHORITY_HOST: url,
    TOOL_CALLS_PER_MINUTE: '1000000000'
  }
  const config = readConfig(environment)
  const header = encode({ typ: 'JWT', alg: 'RS256', kid: key.kid })
  return { url, environment, config, token, tokens }

  /** An access token of one more user. */
  async function token(): Promise<string> {
    const text = `${header}.${encode(userClaims(config, { oid: randomUUID() }))}`
    const signature = await signAsync('RSA-SHA256', Buffer.from(text), privateKey)
    return `${text}.${signature.toString('base64url')}`
  }

  async function tokens(count: number): Promise<string[]> {
    const made: string[] = []
    while (made.length < count)
      made.push(...(await Promise.all(Array.from({ length: Math.min(100, count - made.length) }, token))))
    return made
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
