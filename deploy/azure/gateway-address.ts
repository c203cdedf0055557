import { type CloudName, cloudsByName } from '../../app/clouds.ts'
import { resourceToken } from './resource-token.ts'

/**
 * The public address of the API, which main.bicep gives it, from azd's variables. It is known before the gateway exists.
 * Undefined until azd has asked for the subscription and the region.
 */
export function gatewayAddress(env: NodeJS.ProcessEnv): string | undefined {
  const { CUSTOM_DOMAIN, EXISTING_GATEWAY, AZURE_ENV_NAME, AZURE_CLOUD = 'AzureCloud' } = env
  const name = EXISTING_GATEWAY ? nameOf(EXISTING_GATEWAY) : ownName(env)
  const host = CUSTOM_DOMAIN || (name && `${name}.${cloudsByName[AZURE_CLOUD as CloudName].gatewayDomain}`)
  return host && `https://${host}${EXISTING_GATEWAY ? `/${AZURE_ENV_NAME}/api` : '/api'}`
}

/** The last part of a resource id. */
function nameOf(id: string): string | undefined {
  return id.split('/').at(-1)
}

function ownName(env: NodeJS.ProcessEnv): string | undefined {
  const token = resourceToken(env)
  return token && `apim-${token}`
}
