import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { cloudsByName } from '../../app/clouds.ts'
import { Environment } from '../../app/config.ts'
import { mistakesInCombinations } from './combinations.ts'
import { existingResources, mistakesInExisting } from './existing.ts'
import { mistakesInRedirectUris } from './redirect-uris.ts'

/** What a value may be; `description` completes the sentence "NAME must be …". */
interface Rule {
  description: string
  holds(value: string): boolean
}

const guid = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const ofService = Environment.properties
const boolean = oneOf('true', 'false')
const email = matching(/^[^\s@,;"]{1,50}@[^\s@,;"]{1,49}$/, 'an email address of at most 100 characters')
const subnet = matching(
  new RegExp(
    `^/subscriptions/${guid}/resourceGroups/[^/\\s]+/providers/Microsoft\\.Network/virtualNetworks/[^/\\s]+/subnets/[^/\\s]+$`,
    'i'
  ),
  'the resource id of a subnet, from /subscriptions/ to /subnets/NAME'
)

/** The azd variables that people set. Only a value that is set is checked; each of the others has a default, or azd asks for it. */
export const rules: Record<string, Rule> = {
  AZURE_ENV_NAME: matching(
    /^[\w.()-]{0,39}[\w()-]$/,
    '1 to 40 letters, digits and characters of -_.(), with no dot at its end'
  ),
  AZURE_LOCATION: matching(/^[a-z][a-z0-9]+$/, 'the short name of a region, such as westeurope'),
  PUBLISHER_NAME: matching(/^\S(.{0,98}\S)?$/, 'a name of at most 100 characters'),
  PUBLISHER_EMAIL: email,
  GATEWAY_SKU: oneOf('BasicV2', 'StandardV2', 'Developer', 'Basic', 'Standard', 'Premium'),
  GATEWAY_UNITS: whole(1, 31),
  CUSTOM_DOMAIN: matching(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/,
    'a host name in lower case, such as api.contoso.com'
  ),
  CUSTOM_DOMAIN_CERTIFICATE_URI: matching(
    /^https:\/\/[a-z0-9-]+\.vault\.[a-z0-9.]+\/secrets\/[a-z0-9-]+$/i,
    'the address of a Key Vault secret without a version, such as https://contoso.vault.azure.net/secrets/api'
  ),
  EXCHANGE_CREDENTIAL: oneOf('managed-identity', 'secret'),
  CLIENT_SECRET: matching(
    /^(?:[^\s@]|@[^\s({]|@$)\S*$/,
    'a secret without blanks that does not begin with @( or @{'
  ),
  GRANT_ADMIN_CONSENT: boolean,
  REGISTER_GATEWAY_URI: boolean,
  ASSIGNMENT_REQUIRED: boolean,
  ...existingResources,
  PREAUTHORIZED_CLIENTS: matching(
    new RegExp(`^(none|${guid}(,\\s*${guid})*)$`),
    'ids of applications separated by commas, or none'
  ),
  CORS_ORIGINS: like(ofService.CORS_ORIGINS),
  ALLOWED_CLIENTS: like(ofService.ALLOWED_CLIENTS),
  AGENTS: like(ofService.AGENTS),
  SIGN_IN_SCOPES: like(ofService.SIGN_IN_SCOPES),
  CALLS_PER_MINUTE: whole(1, 1_000_000),
  CALLS_PER_DAY: whole(1, 100_000_000),
  TOOL_CALLS_PER_MINUTE: whole(1, 1_000_000),
  AZURE_CLOUD: oneOf(...Object.keys(cloudsByName)),
  NETWORK: oneOf('public', 'private'),
  BLUE_REVISION: matching(
    /^[a-z][a-z0-9-]{0,62}--[a-z0-9-]{1,62}$/,
    'the name of a revision, such as app-abc--0000001'
  ),
  APPS_SUBNET_ID: subnet,
  GATEWAY_SUBNET_ID: subnet,
  SAMPLING_PERCENTAGE: whole(0, 100),
  ALERT_EMAIL: email,
  APP_LOG_LEVEL: like(ofService.LOG_LEVEL),
  APP_CPU: oneOf('0.25', '0.5', '0.75', '1.0', '1.25', '1.5', '1.75', '2.0'),
  MIN_REPLICAS: whole(0, 1000),
  MAX_REPLICAS: whole(1, 1000),
  CONCURRENT_REQUESTS: whole(1, 100_000),
  IMAGE_REGISTRY: matching(
    /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/,
    'a registry and a path in it, without https:// and without a slash at its end'
  )
}

/**
 * What is wrong with the variables, a sentence for each. Bicep checks no patterns, azd takes a wrong Boolean for a missing
 * one, and some of the values become text of the policies. The sentences hold no values, because one of them is a secret.
 */
export function mistakesIn(env: NodeJS.ProcessEnv): string[] {
  const wrong = Object.entries(rules)
    .filter(([name, { holds }]) => env[name] && !holds(env[name]))
    .map(([name, { description }]) => `${name} must be ${description}.`)
    .concat(mistakesInExisting(env))
  return [
    ...wrong,
    ...mistakesInRedirectUris(env.REDIRECT_URIS ?? ''),
    ...(wrong.length > 0 ? [] : mistakesInCombinations(env))
  ]
}

function oneOf(...values: string[]): Rule {
  const [last, ...others] = values.toReversed()
  return {
    description: `${others.reverse().join(', ')} or ${last}`,
    holds: (value) => values.includes(value)
  }
}

function matching(pattern: RegExp, description: string): Rule {
  return { description, holds: (value) => pattern.test(value) }
}

/** In digits alone, because azd hands the text on. */
function whole(least: number, most: number): Rule {
  return {
    description: `a whole number from ${least} to ${most}`,
    holds: (value) => /^(0|[1-9]\d*)$/.test(value) && Number(value) >= least && Number(value) <= most
  }
}

/** As the service has it. */
function like(schema: TSchema): Rule {
  return { description: schema.description ?? '', holds: (value) => Value.Check(schema, value) }
}
