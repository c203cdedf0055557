import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Bicep, subscriptionId, tenantId } from '../bicep/bicep.ts'
import { createAzdEnvironment } from './azd/environment.ts'
import { createAzure } from './azure.ts'
import { startContainer } from './container.ts'
import { deploy } from './deployment.ts'
import { createDirectory } from './directory.ts'
import { readGatewayResources } from './gateway-resources.ts'
import { startStandIns } from './stand-ins.ts'
import { tryAsClients } from './try-as-clients.ts'

const run = promisify(execFile)

export interface RehearsalOptions {
  bicep: Bicep
  /** An empty folder for what azd and the gateway keep. */
  folder: string
  /** What "azd env set" sets before "azd up". */
  variables: Record<string, string>
  /** Takes each step's line. */
  say(line: string): void
}

/** Does what `azd up` does, step by step, and leaves it running. Rejects at the first step that Azure or a user would not get past. */
export async function rehearse({ bicep, folder, variables, say }: RehearsalOptions) {
  const azure = createAzure(tenantId)
  const directory = createDirectory()
  // What azd asks for. It does not set AZURE_TENANT_ID on a developer's machine.
  const azd = await createAzdEnvironment(folder, {
    AZURE_ENV_NAME: 'dev',
    AZURE_LOCATION: 'westeurope',
    AZURE_SUBSCRIPTION_ID: subscriptionId,
    PUBLISHER_NAME: 'Contoso',
    PUBLISHER_EMAIL: 'api@contoso.com',
    ...variables
  })

  await hook('preprovision')
  const main = await provision()
  await azd.set(main.outputs)
  await hook('postprovision')

  const gateway = await readGatewayResources(main.resources, join(folder, 'policies'), secretIn(variables))
  const standIns = await startStandIns(
    directory.registration(),
    gateway,
    azure,
    folder,
    variables.CLIENT_SECRET
  )
  try {
    const container = await deployApp()
    try {
      await hook('postdeploy')
      await tryAsClients({ values: await azd.values(), hosts: standIns.hosts, say })
    } catch (error) {
      await container.stop()
      throw error
    }
    return {
      values: await azd.values(),
      hosts: standIns.hosts,
      async close() {
        await container.stop()
        await standIns.close()
      }
    }
  } catch (error) {
    await standIns.close()
    throw error
  }

  async function hook(name: string): Promise<void> {
    const printed = await azd.runHook(name)
    if (printed) say(`hook ${name}\n${printed.trim().replace(/^/gm, '  ')}`)
  }

  async function provision() {
    const { resources, outputs } = deploy(bicep, 'main', await azd.values(), {
      resource: azure.resource,
      directoryObject: directory.make
    })
    say(`provisioned ${resources.length} resources`)
    return { resources, outputs: textsOf(outputs) }
  }

  async function deployApp() {
    await run('npm', ['run', 'build', '--silent'], { cwd: join(import.meta.dirname, '../..') })
    const { AZURE_CONTAINER_REGISTRY_ENDPOINT } = await azd.values()
    await azd.set({ SERVICE_APP_IMAGE_NAME: `${AZURE_CONTAINER_REGISTRY_ENDPOINT}/mcp-auth-service/app:1` })
    const { resources } = deploy(bicep, 'app', await azd.values(), {
      resource: azure.resource,
      directoryObject: directory.make
    })
    const app = resources.find(({ type }) => type === 'Microsoft.App/containerApps')
    if (!app) throw new Error('app.bicep makes no container app.')
    const container = await startContainer(app, azure.domain, standIns.hosts)
    standIns.hosts[`${app.name}.${azure.domain}`] = container.port
    say(`deployed ${app.name}; its probes succeed`)
    return container
  }
}

/** Key Vault has the one secret that the deployment put in. */
function secretIn({ CLIENT_SECRET }: Record<string, string>): (address: string) => string {
  return (address) => {
    if (!CLIENT_SECRET || !/^https:\/\/kv-\w+\.vault\.azure\.net\/secrets\/client-secret$/.test(address))
      throw new Error(`Key Vault has no secret at ${address}.`)
    return CLIENT_SECRET
  }
}

/** azd keeps outputs as texts. */
function textsOf(outputs: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value)
    ])
  )
}
