/** Tiers of API Management that join a network: https://learn.microsoft.com/azure/api-management/virtual-network-concepts */
const tiersWithNetwork = ['StandardV2', 'Developer', 'Premium']

/**
 * The regions of the v2 tiers, as Microsoft lists them. The list grows, and at times lacks a region for a while, so it
 * refuses nothing: https://learn.microsoft.com/azure/api-management/api-management-region-availability
 */
const regionsOfV2 =
  'australiacentral australiaeast australiasoutheast brazilsouth canadacentral canadaeast centralindia centralus eastasia eastus eastus2 francecentral germanywestcentral italynorth japaneast koreacentral northcentralus northeurope norwayeast southafricanorth southcentralus southindia swedencentral switzerlandnorth uaenorth uksouth ukwest westeurope westus westus2'.split(
    ' '
  )

/** What is wrong between variables of which each is right, a sentence for each. */
export function mistakesInCombinations(env: NodeJS.ProcessEnv): string[] {
  const tier = env.GATEWAY_SKU || 'BasicV2'
  const [least, most] = [Number(env.MIN_REPLICAS || 1), Number(env.MAX_REPLICAS || 10)]
  const units = Number(env.GATEWAY_UNITS || 1)
  const joins = tiersWithNetwork.includes(tier)
  const isSecret = env.EXCHANGE_CREDENTIAL === 'secret'
  const mistakes: [unknown, string][] = [
    [
      env.CUSTOM_DOMAIN && !env.CUSTOM_DOMAIN_CERTIFICATE_URI && !env.EXISTING_GATEWAY,
      'CUSTOM_DOMAIN needs CUSTOM_DOMAIN_CERTIFICATE_URI, the address of its certificate in a Key Vault.'
    ],
    [
      env.CUSTOM_DOMAIN_CERTIFICATE_URI && !env.CUSTOM_DOMAIN,
      'CUSTOM_DOMAIN_CERTIFICATE_URI needs CUSTOM_DOMAIN, the host name that it is for.'
    ],
    [
      env.CLIENT_SECRET && !isSecret,
      'CLIENT_SECRET is used only where EXCHANGE_CREDENTIAL is secret: set that too, or give no secret.'
    ],
    [
      isSecret && !env.CLIENT_SECRET && !env.VAULT_NAME && !isPipeline(env),
      'EXCHANGE_CREDENTIAL=secret needs CLIENT_SECRET in the first run. Where the vault holds a secret already, run "azd env refresh".'
    ],
    [
      env.APPS_SUBNET_ID && !env.GATEWAY_SUBNET_ID && !env.EXISTING_GATEWAY,
      'APPS_SUBNET_ID needs GATEWAY_SUBNET_ID: API Management reaches a private app only through a network.'
    ],
    [
      env.APPS_SUBNET_ID && env.APPS_SUBNET_ID.toLowerCase() === env.GATEWAY_SUBNET_ID?.toLowerCase(),
      'APPS_SUBNET_ID and GATEWAY_SUBNET_ID must be two subnets.'
    ],
    [
      (env.APPS_SUBNET_ID || env.GATEWAY_SUBNET_ID) && !joins,
      `APPS_SUBNET_ID and GATEWAY_SUBNET_ID need the GATEWAY_SKU StandardV2, Developer or Premium: ${tier} joins no network.`
    ],
    [
      env.NETWORK === 'private' && (env.APPS_SUBNET_ID || env.GATEWAY_SUBNET_ID),
      'NETWORK=private makes its own subnets: unset APPS_SUBNET_ID and GATEWAY_SUBNET_ID, or set NETWORK to public.'
    ],
    [
      env.NETWORK === 'private' && (env.EXISTING_GATEWAY || env.EXISTING_ENVIRONMENT),
      'NETWORK=private makes its own gateway and environment: unset EXISTING_GATEWAY and EXISTING_ENVIRONMENT, or set NETWORK to public.'
    ],
    [
      env.NETWORK === 'private' && !joins,
      `NETWORK=private needs the GATEWAY_SKU StandardV2, Developer or Premium: ${tier} joins no network.`
    ],
    [
      units > mostUnitsOf(tier),
      `GATEWAY_UNITS must be at most ${mostUnitsOf(tier)} with GATEWAY_SKU=${tier}.`
    ],
    [
      env.CALLS_PER_DAY && isV2(tier),
      `CALLS_PER_DAY needs the GATEWAY_SKU Developer, Basic, Standard or Premium: ${tier} has no quota, so nothing would count the calls.`
    ],
    [least > most, `MIN_REPLICAS is ${least}, which must be at most MAX_REPLICAS, which is ${most}.`]
  ]
  return mistakes.filter(([isWrong]) => isWrong).map(([, sentence]) => sentence)
}

/** What may go wrong, but only Azure knows. */
export function noticesOn(env: NodeJS.ProcessEnv): string[] {
  const tier = env.GATEWAY_SKU || 'BasicV2'
  const { AZURE_LOCATION: region } = env
  const notices: [unknown, string][] = [
    [
      region && isV2(tier) && !regionsOfV2.includes(region),
      `${region} is none of the regions that Microsoft lists for ${tier}. Where the deployment says so too, choose another AZURE_LOCATION or GATEWAY_SKU: https://learn.microsoft.com/azure/api-management/api-management-region-availability`
    ],
    [
      env.EXCHANGE_CREDENTIAL === 'secret' && !env.CLIENT_SECRET && isPipeline(env),
      'EXCHANGE_CREDENTIAL=secret works in a pipeline when the vault holds a secret from an earlier run.'
    ]
  ]
  return notices.filter(([applies]) => applies).map(([, sentence]) => sentence)
}

function isV2(tier: string): boolean {
  return tier.endsWith('V2')
}

/** Developer has one unit, and the v2 tiers up to 10; of the others, Azure knows more than the documents. */
function mostUnitsOf(tier: string): number {
  if (isV2(tier)) return 10
  return tier === 'Developer' ? 1 : 31
}

/** A pipeline begins with an empty environment, without the outputs of earlier deployments. */
function isPipeline(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.CI || env.TF_BUILD)
}
