import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Bicep, subscriptionId, tenantId } from '../bicep/bicep.ts'
import { type AzdEnvironment, createAzdEnvironment } from './azd/environment.ts'
import { type Azure, createAzure } from './azure.ts'
import { startContainer } from './container.ts'
import { type Deployed, deploy } from './deployment.ts'
import { createDirectory, type Directory, type Properties } from './directory.ts'
import { readGatewayResources } from './gateway-resources.ts'
import { mustFindApp } from './private-network.ts'
import { startStandIns } from './stand-ins.ts'
import { tryAsClients } from './try-as-clients.ts'

const run = promisify(execFile)

export interface Rehearsal {
  bicep: Bicep
  /** A folder for what azd and the gateway keep. */
  folder: string
  azd: AzdEnvironment
  azure: Azure
  /** Takes each step's line. */
  say(line: string): void
}

/** Something that the templates could have got wrong. */
export interface Mistake {
  resources?(resources: Deployed['resources']): Deployed['resources']
  directoryObject?(type: string, properties: Properties): Properties
}

/** What `azd up` does before it deploys anything: its environment, the hook that checks it, and the image. */
export async function prepare(
  bicep: Bicep,
  folder: string,
  variables: Record<string, string>,
  say: (line: string) => void
): Promise<Rehearsal> {
  // What azd asks for. It does not set AZURE_TENANT_ID on a developer's machine.
  const azd = await createAzdEnvironment(folder, {
    AZURE_ENV_NAME: 'dev',
    AZURE_LOCATION: 'westeurope',
    AZURE_SUBSCRIPTION_ID: subscriptionId,
    PUBLISHER_NAME: 'Contoso',
    PUBLISHER_EMAIL: 'api@contoso.com',
    ...variables
  })
  const rehearsal = { bicep, folder, azd, azure: createAzure(tenantId, variables.AZURE_CLOUD), say }
  await runHook(rehearsal, 'preprovision')
  await run('npm', ['run', 'build', '--silent'], { cwd: join(import.meta.dirname, '../..') })
  say('packaged the service')
  return rehearsal
}

/**
 * Deploys both templates, runs the container, and tries what users do. Rejects at the first step that Azure or a user would
 * not get past; else it leaves everything running.
 */
export async function perform(rehearsal: Rehearsal, mistake: Mistake = {}) {
  const { azd, azure, folder, say } = rehearsal
  const directory = createDirectory()
  const deployWith = async (name: 'main' | 'app') => {
    const { resources, outputs } = deploy(rehearsal.bicep, name, await azd.values(), {
      environment: azure.environment,
      resource: azure.resource,
      directoryObject: (type, properties, existing) =>
        directory.make(type, mistake.directoryObject?.(type, properties) ?? properties, existing)
    })
    return { resources: mistake.resources?.(resources) ?? resources, outputs }
  }

  const { resources, outputs } = await deployWith('main')
  say(`provisioned ${resources.length} resources`)
  await azd.set(textsOf(outputs))
  await runHook(rehearsal, 'postprovision')
  if ((await azd.values()).API_CLIENT_ID) await register(rehearsal, directory)
  const values = await azd.values()
  const { CLIENT_SECRET } = values
  const policies = join(folder, `policies-${Math.random()}`)
  await mkdir(policies)
  const gateway = await readGatewayResources(
    [...azure.existingGateway(values), ...resources],
    policies,
    azure,
    secretOf(azure, CLIENT_SECRET)
  )
  const standIns = await startStandIns(
    directory.registration(trustOf(azure)),
    gateway,
    azure,
    policies,
    CLIENT_SECRET
  )
  try {
    const { AZURE_CONTAINER_REGISTRY_ENDPOINT } = await azd.values()
    await azd.set({ SERVICE_APP_IMAGE_NAME: `${AZURE_CONTAINER_REGISTRY_ENDPOINT}/mcp-auth-service/app:1` })
    const deployed = (await deployWith('app')).resources
    const app = deployed.find(({ type }) => type === 'Microsoft.App/containerApps')
    if (!app) throw new Error('app.bicep makes no container app.')
    const container = await startContainer(app, azure.domain, standIns.hosts)
    try {
      mustFindApp([...resources, ...deployed], azure.domain)
      standIns.hosts[`${app.name}.${azure.domain}`] = container.port
      say(`deployed ${app.name}; its probes succeed`)
      await runHook(rehearsal, 'postdeploy')
      await tryAsClients(await azd.values(), azure.cloud.authorityHost, say)
    } catch (error) {
      await container.stop()
      throw error
    }
    return {
      async close() {
        await container.stop()
        await standIns.close()
      }
    }
  } catch (error) {
    await standIns.close()
    throw error
  }
}

/** Lets an administrator give the two registrations what the deployment needs, by the commands that it prints. */
async function register({ azd, folder, say }: Rehearsal, directory: Directory): Promise<void> {
  const { API_CLIENT_ID = '', MCP_CLIENT_ID = '' } = await azd.values()
  for (const appId of [API_CLIENT_ID, MCP_CLIENT_ID]) directory.register(appId)
  const file = join(folder, 'az.jsonl')
  const commands = await azd.runCommand('npm run --silent registration')
  await azd.runCommand(commands, { REHEARSAL_AZ: file })
  const requests = (await readFile(file, 'utf8')).trim().split('\n')
  for (const request of requests) directory.apply(JSON.parse(request))
  say(`configured the registrations by ${requests.length} commands`)
}

/** Runs a hook of azure.yaml, and says what it prints. */
async function runHook({ azd, say }: Rehearsal, name: string): Promise<void> {
  const printed = await azd.runHook(name)
  if (printed) say(`hook ${name}\n${printed.trim().replace(/^/gm, '  ')}`)
}

/** What a federated credential names if it trusts managed identities of this tenant. */
function trustOf({ cloud }: Azure) {
  return { issuer: `${cloud.authorityHost}/${tenantId}/v2.0`, audience: cloud.exchangeAudience }
}

/** Key Vault has the one secret that the deployment put in. */
function secretOf({ environment }: Azure, secret: string | undefined): (address: string) => string {
  return (address) => {
    const [host = '', path] = address.replace('https://', '').split(/(\/.*)/)
    const isOurs = /^kv-\w+$/.test(host.replace(environment.suffixes.keyvaultDns, ''))
    if (!secret || !isOurs || path !== '/secrets/client-secret')
      throw new Error(`Key Vault has no secret at ${address}.`)
    return secret
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
