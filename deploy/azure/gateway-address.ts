import { type CloudName, cloudsByName } from '../../app/clouds.ts'
import { resourceToken } from './resource-token.ts'

/**
 * The public address of the API, which main.bicep gives it, from azd's variables. It is known before the gateway exists.
 * Undefined until azd has asked for the subscription and the region.
 */
export function gatewayAddress(env: NodeJS.ProcessEnv): string | undefined {
  const { CUSTOM_DOMAIN, AZURE_CLOUD = 'AzureCloud' } = env
  if (CUSTOM_DOMAIN) return `https://${CUSTOM_DOMAIN}/api`
  const token = resourceToken(env)
  return token && `https://apim-${token}.${cloudsByName[AZURE_CLOUD as CloudName].gatewayDomain}/api`
}
