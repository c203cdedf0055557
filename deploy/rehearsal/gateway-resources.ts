import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { importApi, type PublishedApi } from '../local/gateway/index.ts'
import type { Azure } from './azure.ts'
import type { Resource } from './template/template.ts'

const provider = 'Microsoft.ApiManagement/service'

export interface GatewayResources {
  /** The host names by which it is called. */
  hosts: string[]
  apis: PublishedApi[]
  namedValues: Record<string, string>
  /** Backend entities by id. */
  backends: Record<string, string>
  /** The client id of the identity that the instance carries. */
  identities: string[]
}

/**
 * Reads an instance of API Management from its resources, and writes their policies to a folder as the local gateway loads
 * them. `secretAt` gives the value of a Key Vault secret by its address.
 */
export async function readGatewayResources(
  resources: Resource[],
  folder: string,
  { cloud }: Pick<Azure, 'cloud'>,
  secretAt: (address: string) => string
): Promise<GatewayResources> {
  const [service] = ofType('')
  if (!service) throw new Error('The template deploys no API Management.')
  const products = ofType('products')
  const apis = ofType('apis').map((api): PublishedApi => {
    const name = lastOf(api.name)
    mustBePublished(api, products)
    return { api: { ...readApi(api), id: name }, file: `apis/${name}.xml` }
  })
  await writePolicies()
  return {
    hosts: hostsOf(service),
    apis,
    namedValues: Object.fromEntries(
      ofType('namedValues').map((value) => [lastOf(value.name), valueOfNamed(value)])
    ),
    backends: Object.fromEntries(
      ofType('backends').map(({ name, properties }) => [lastOf(name), String(properties.url)])
    ),
    identities: Object.keys(
      (service.identity as { userAssignedIdentities?: object } | undefined)?.userAssignedIdentities ?? {}
    )
  }

  function ofType(type: string): Resource[] {
    return resources.filter((resource) => resource.type === [provider, type].filter(Boolean).join('/'))
  }

  function hostsOf({ name, properties }: Resource): string[] {
    const { hostnameConfigurations = [] } = properties as {
      hostnameConfigurations?: { hostName: string }[] | null
    }
    return [
      `${name}.${cloud.gatewayDomain}`,
      ...(hostnameConfigurations ?? []).map(({ hostName }) => hostName)
    ]
  }

  function valueOfNamed({ properties }: Resource): string {
    const { value, keyVault } = properties as {
      value: string | null
      keyVault?: { secretIdentifier: string } | null
    }
    return keyVault ? secretAt(keyVault.secretIdentifier) : String(value)
  }

  function readApi({ name, properties }: Resource) {
    const { path, displayName, value } = properties as { path: string; displayName: string; value?: string }
    if (value !== undefined) return importApi(JSON.parse(value), path)
    const operations = ofType('apis/operations').filter((operation) => operation.name.startsWith(`${name}/`))
    return importApi({ info: { title: displayName }, paths: pathsOf(operations) }, path)
  }

  /** Without a product that needs no subscription, a call is refused, and the product's limits do not apply to it. */
  function mustBePublished(api: Resource, products: Resource[]): void {
    const member = ofType('products/apis').find(({ name }) => lastOf(name) === lastOf(api.name))
    const product = products.find(({ name }) => member?.name.startsWith(`${name}/`))
    if (!product) throw new Error(`No product holds the API ${lastOf(api.name)}.`)
    if (product.properties.subscriptionRequired !== false || product.properties.state !== 'published')
      throw new Error(`The product ${lastOf(product.name)} is not open to calls without a subscription.`)
  }

  async function writePolicies(): Promise<void> {
    const files = [
      ...ofType('policies').map((policy) => ['global.xml', policy] as const),
      ...ofType('products/policies').map((policy) => ['product.xml', policy] as const),
      ...ofType('apis/policies').map((policy) => [`apis/${partOf(policy.name, 1)}.xml`, policy] as const),
      ...ofType('apis/operations/policies').map(
        (policy) => [`operations/${partOf(policy.name, 2)}.xml`, policy] as const
      ),
      ...ofType('policyFragments').map(
        (policy) => [`fragments/${partOf(policy.name, 1)}.xml`, policy] as const
      )
    ]
    for (const [file, { name, properties }] of files) {
      if (properties.format !== 'rawxml') throw new Error(`The policy ${name} is not raw XML.`)
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), String(properties.value))
    }
  }
}

function pathsOf(operations: Resource[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { name, properties } of operations) {
    const { urlTemplate, method } = properties as { urlTemplate: string; method: string }
    paths[urlTemplate] = { ...paths[urlTemplate], [method.toLowerCase()]: { operationId: lastOf(name) } }
  }
  return paths
}

function lastOf(name: string): string {
  return partOf(name, -1)
}

function partOf(name: string, index: number): string {
  return name.split('/').at(index) ?? ''
}
