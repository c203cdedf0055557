import { type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { cloudsByName } from '../../app/clouds.ts'
import { Environment } from '../../app/config.ts'

const guid = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const { ALLOWED_CLIENTS, CORS_ORIGINS, APIM_GATEWAY_URL } = Environment.properties
const boolean = Type.Union([Type.Literal('true'), Type.Literal('false')], { description: 'true or false' })

const aSubnet = Type.String({
  pattern:
    '^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+/subnets/[^/]+$',
  description: 'the resource id of a subnet, /subscriptions/…/virtualNetworks/NAME/subnets/NAME'
})

/** What azd's variables may be where they are set; `description` completes the sentence "NAME must be …". */
const schemas: Record<string, TSchema> = {
  GRANT_ADMIN_CONSENT: boolean,
  REGISTER_GATEWAY_URI: boolean,
  ASSIGNMENT_REQUIRED: boolean,
  ALLOWED_CLIENTS,
  AZURE_CLOUD: Type.Union(
    Object.keys(cloudsByName).map((name) => Type.Literal(name)),
    {
      description: `one of ${Object.keys(cloudsByName).join(', ')}`
    }
  ),
  CORS_ORIGINS,
  NETWORK: Type.Union([Type.Literal('public'), Type.Literal('private')], {
    description: 'public or private'
  }),
  APPS_SUBNET_ID: aSubnet,
  GATEWAY_SUBNET_ID: aSubnet,
  BLUE_REVISION: Type.String({
    pattern: '^[a-z][a-z0-9-]*--[a-z0-9-]+$',
    description: 'the name of a revision, such as app-abc--0000001'
  }),
  PREAUTHORIZED_CLIENTS: Type.String({
    pattern: `^(none|${guid}(,\\s*${guid})*)$`,
    description: 'ids of applications separated by commas, or none'
  })
}

/**
 * What is wrong with the variables, a sentence for each. Bicep checks no patterns; azd takes a wrong Boolean for a missing one,
 * and some of the values become text of the policies.
 */
export function mistakesIn(env: NodeJS.ProcessEnv): string[] {
  const wrong = Object.entries(schemas)
    .filter(([name, schema]) => env[name] && !Value.Check(schema, env[name]))
    .map(([name, { description }]) => `${name} must be ${description}.`)
  if (env.CUSTOM_DOMAIN && !Value.Check(APIM_GATEWAY_URL, `https://${env.CUSTOM_DOMAIN}/api`))
    wrong.push('CUSTOM_DOMAIN must be a host name, such as api.contoso.com.')
  return [...wrong, ...mistakesInNetwork(env), ...mistakesInRedirectUris(env.REDIRECT_URIS ?? '')]
}

/** The tiers that reach into a virtual network. https://learn.microsoft.com/azure/api-management/virtual-network-concepts */
const tiersInNetworks = ['StandardV2', 'Developer', 'Premium']

function mistakesInNetwork(env: NodeJS.ProcessEnv): string[] {
  const { NETWORK, APPS_SUBNET_ID, GATEWAY_SUBNET_ID, GATEWAY_SKU = 'BasicV2' } = env
  const isPrivate = NETWORK === 'private'
  const wrong: string[] = []
  if (isPrivate && (APPS_SUBNET_ID || GATEWAY_SUBNET_ID))
    wrong.push(
      'NETWORK=private makes its own subnets: unset APPS_SUBNET_ID and GATEWAY_SUBNET_ID, or set NETWORK to public.'
    )
  if ((isPrivate || GATEWAY_SUBNET_ID) && !tiersInNetworks.includes(GATEWAY_SKU || 'BasicV2'))
    wrong.push(
      `${isPrivate ? 'NETWORK=private' : 'GATEWAY_SUBNET_ID'} needs a tier that joins a network: set GATEWAY_SKU to ${tiersInNetworks.join(', ')}.`
    )
  if (APPS_SUBNET_ID && !GATEWAY_SUBNET_ID && !env.EXISTING_GATEWAY)
    wrong.push(
      'APPS_SUBNET_ID makes the app private: set GATEWAY_SUBNET_ID, by which API Management reaches it.'
    )
  if (APPS_SUBNET_ID && APPS_SUBNET_ID === GATEWAY_SUBNET_ID)
    wrong.push(
      'APPS_SUBNET_ID and GATEWAY_SUBNET_ID must be two subnets, because each is delegated to one service.'
    )
  if (isPrivate && env.EXISTING_GATEWAY)
    wrong.push(
      'NETWORK=private makes a network that EXISTING_GATEWAY is not in: set APPS_SUBNET_ID to a subnet that it reaches.'
    )
  return wrong
}

/** What Entra ID takes: https://learn.microsoft.com/entra/identity-platform/reply-url */
function mistakesInRedirectUris(list: string): string[] {
  const uris = list.split(',').map((uri) => uri.trim())
  return uris
    .filter((uri) => uri && !isRedirectUri(uri.replace(/^(web|spa):/, ''), /^(web|spa):/.test(uri)))
    .map(
      (uri) =>
        `REDIRECT_URIS: ${JSON.stringify(uri)} must be an https URI, http://localhost or http://127.0.0.1 with a path, or the URI of an app such as app://callback; without a fragment, a wildcard or blanks, and of at most 256 characters.`
    )
}

function isRedirectUri(uri: string, isOfBrowser: boolean): boolean {
  if (!URL.canParse(uri) || uri.length > 256 || /[\s#*"'<>\\]/.test(uri)) return false
  const { protocol, hostname, username } = new URL(uri)
  if (protocol === 'https:') return username === ''
  if (protocol === 'http:') return ['localhost', '127.0.0.1'].includes(hostname) && username === ''
  return !isOfBrowser && !['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:'].includes(protocol)
}
