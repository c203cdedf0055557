/** What `environment()` gives in each cloud, as far as templates read it. `az cloud show --name NAME` shows the same. */
const environments: Record<string, { loginEndpoint: string; keyVault: string; registry: string }> = {
  AzureCloud: {
    loginEndpoint: 'https://login.microsoftonline.com/',
    keyVault: '.vault.azure.net',
    registry: '.azurecr.io'
  },
  AzureUSGovernment: {
    loginEndpoint: 'https://login.microsoftonline.us/',
    keyVault: '.vault.usgovcloudapi.net',
    registry: '.azurecr.us'
  },
  AzureChinaCloud: {
    loginEndpoint: 'https://login.chinacloudapi.cn/',
    keyVault: '.vault.azure.cn',
    registry: '.azurecr.cn'
  }
}

export interface CloudEnvironment {
  name: string
  authentication: { loginEndpoint: string }
  suffixes: { keyvaultDns: string; acrLoginServer: string }
}

/** The value of `environment()` in the cloud of that name. Throws for any other name. */
export function cloudEnvironment(name = 'AzureCloud'): CloudEnvironment {
  const known = environments[name]
  if (!known) throw new Error(`AZURE_CLOUD must be ${Object.keys(environments).join(', ')}.`)
  const { loginEndpoint, keyVault, registry } = known
  return {
    name,
    authentication: { loginEndpoint },
    suffixes: { keyvaultDns: keyVault, acrLoginServer: registry }
  }
}

/** The same as an expression of a template, without any quotation mark that JSON would escape. */
export function environmentExpression(name?: string): string {
  return expressionOf(cloudEnvironment(name))
}

function expressionOf(value: string | object): string {
  if (typeof value === 'string') return `'${value}'`
  const members = Object.entries(value).map(([key, one]) => `'${key}', ${expressionOf(one)}`)
  return `createObject(${members.join(', ')})`
}
