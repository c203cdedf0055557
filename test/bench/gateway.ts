import { join } from 'node:path'
import { readConfig } from '../../app/config.ts'
import { createDispatcher } from '../../app/outbound/dispatcher.ts'
import { startGateway } from '../../deploy/local/gateway/index.ts'
import { managedIdentityOf } from '../../deploy/local/managed-identity.ts'
import { namedValuesOf } from '../../deploy/local/named-values.ts'
import { backendId, publishedApis } from '../../deploy/local/published-apis.ts'
import { reroute } from '../../deploy/local/reroute.ts'

/** The local gateway in front of the measured service, with limits out of the way. */
const { ENTRA_URL = '', SERVICE_URL = '', IDENTITY_ENDPOINT = '', IDENTITY_HEADER = '' } = process.env
const config = readConfig({ ...process.env, AUTHORITY_HOST: ENTRA_URL })
await startGateway({
  port: Number(process.env.PORT),
  policies: join(import.meta.dirname, '../../apim-policies'),
  apis: publishedApis(await (await fetch(`${SERVICE_URL}/openapi.json`)).json()),
  namedValues: {
    ...namedValuesOf(config, undefined),
    'calls-per-minute': '100000000',
    'calls-per-day': '100000000'
  },
  backends: { [backendId]: SERVICE_URL },
  dispatcher: createDispatcher().compose(reroute({ [SERVICE_URL]: SERVICE_URL, [ENTRA_URL]: ENTRA_URL })),
  identity: managedIdentityOf({ identityEndpoint: IDENTITY_ENDPOINT, identityHeader: IDENTITY_HEADER }),
  authorityHost: ENTRA_URL
})
