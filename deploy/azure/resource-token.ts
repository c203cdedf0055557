import { uniqueString } from './unique-string.ts'

/** What main.bicep ends the name of every resource with. Undefined until azd has asked for the subscription and the region. */
export function resourceToken(env: NodeJS.ProcessEnv): string | undefined {
  const { AZURE_SUBSCRIPTION_ID, AZURE_ENV_NAME, AZURE_LOCATION } = env
  if (!AZURE_SUBSCRIPTION_ID || !AZURE_ENV_NAME || !AZURE_LOCATION) return undefined
  return uniqueString(`/subscriptions/${AZURE_SUBSCRIPTION_ID}`, AZURE_ENV_NAME, AZURE_LOCATION)
}
