import { resourceToken } from './resource-token.ts'

/**
 * The public address of the API, which main.bicep gives it, from azd's variables. It is known before the gateway exists.
 * Undefined until azd has asked for the subscription and the region.
 */
export function gatewayAddress(env: NodeJS.ProcessEnv): string | undefined {
  if (env.CUSTOM_DOMAIN) return `https://${env.CUSTOM_DOMAIN}/api`
  const token = resourceToken(env)
  return token && `https://apim-${token}.azure-api.net/api`
}
