import { type CloudName, cloudsByName } from '../../app/clouds.ts'
import { uniqueString } from './unique-string.ts'

/**
 * The public address of the API, which main.bicep gives it, from azd's variables. It is known before the gateway exists.
 * Undefined until azd has asked for the subscription and the region.
 */
export function gatewayAddress(env: NodeJS.ProcessEnv): string | undefined {
  const {
    CUSTOM_DOMAIN,
    AZURE_CLOUD = 'AzureCloud',
    AZURE_SUBSCRIPTION_ID,
    AZURE_ENV_NAME,
    AZURE_LOCATION
  } = env
  if (CUSTOM_DOMAIN) return `https://${CUSTOM_DOMAIN}/api`
  if (!AZURE_SUBSCRIPTION_ID || !AZURE_ENV_NAME || !AZURE_LOCATION) return undefined
  const token = uniqueString(`/subscriptions/${AZURE_SUBSCRIPTION_ID}`, AZURE_ENV_NAME, AZURE_LOCATION)
  return `https://apim-${token}.${cloudsByName[AZURE_CLOUD as CloudName].gatewayDomain}/api`
}
