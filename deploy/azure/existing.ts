const guid = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const client: Rule = {
  description: 'the client id of a registration',
  holds: (value) => new RegExp(`^${guid}$`).test(value)
}

interface Rule {
  description: string
  holds(value: string): boolean
}

/** The variables that name what a company already has. */
export const existingResources: Record<string, Rule> = {
  EXISTING_GATEWAY: resourceOf('Microsoft.ApiManagement/service'),
  EXISTING_GATEWAY_IDENTITY: resourceOf('Microsoft.ManagedIdentity/userAssignedIdentities'),
  EXISTING_ENVIRONMENT: resourceOf('Microsoft.App/managedEnvironments'),
  EXISTING_WORKSPACE: resourceOf('Microsoft.OperationalInsights/workspaces'),
  EXISTING_REGISTRY: resourceOf('Microsoft.ContainerRegistry/registries'),
  API_CLIENT_ID: client,
  MCP_CLIENT_ID: client
}

/** What is wrong with them together, a sentence for each. */
export function mistakesInExisting(env: NodeJS.ProcessEnv): string[] {
  const rules: [unknown, string][] = [
    [
      Boolean(env.EXISTING_GATEWAY) !== Boolean(env.EXISTING_GATEWAY_IDENTITY),
      'EXISTING_GATEWAY and EXISTING_GATEWAY_IDENTITY must be set together: the gateway proves itself by that identity.'
    ],
    [
      env.EXISTING_GATEWAY && env.AZURE_ENV_NAME && !/^[a-z0-9](-?[a-z0-9])*$/.test(env.AZURE_ENV_NAME),
      'AZURE_ENV_NAME must be lower-case letters, digits and single dashes with EXISTING_GATEWAY, because it begins the path and the names there. Make an environment with such a name by "azd env new".'
    ],
    [
      env.EXISTING_GATEWAY && env.CUSTOM_DOMAIN_CERTIFICATE_URI,
      'CUSTOM_DOMAIN_CERTIFICATE_URI must be empty with EXISTING_GATEWAY, whose domains and certificates stay as they are.'
    ],
    [
      env.EXISTING_GATEWAY && env.GATEWAY_SUBNET_ID,
      'GATEWAY_SUBNET_ID must be empty with EXISTING_GATEWAY, whose network stays as it is.'
    ],
    [
      env.EXISTING_ENVIRONMENT && env.APPS_SUBNET_ID,
      'APPS_SUBNET_ID must be empty with EXISTING_ENVIRONMENT, whose network stays as it is.'
    ],
    // The deployment of its own registrations has MCP_CLIENT_ID as an output, so that one may be set alone.
    [
      env.API_CLIENT_ID && !env.MCP_CLIENT_ID,
      'MCP_CLIENT_ID must be set with API_CLIENT_ID: it is the registration as which MCP clients sign in.'
    ],
    [
      env.API_CLIENT_ID && env.API_CLIENT_ID === env.MCP_CLIENT_ID,
      'API_CLIENT_ID and MCP_CLIENT_ID must be two registrations.'
    ]
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, sentence]) => sentence)
}

function resourceOf(type: string): Rule {
  // Azure writes its ids in any case of letters.
  const id = new RegExp(`^/subscriptions/${guid}/resourceGroups/[^/\\s]+/providers/${type}/[^/\\s]+$`, 'i')
  return {
    description: `a resource id such as /subscriptions/ID/resourceGroups/GROUP/providers/${type}/NAME`,
    holds: (value) => id.test(value)
  }
}
