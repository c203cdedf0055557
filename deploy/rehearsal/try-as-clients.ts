import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { tenantId } from '../bicep/bicep.ts'
import { signIn } from '../local/sign-in.ts'
import type { Hosts } from './network.ts'
import { entraUrl } from './stand-ins.ts'

const run = promisify(execFile)

interface Deployed {
  /** The values of azd's environment after the deployment. */
  values: Record<string, string>
  hosts: Hosts
  say(line: string): void
}

/** Does what the first user would do: signs in, calls a tool by REST and by MCP, and runs the doctor. */
export async function tryAsClients({ values, hosts, say }: Deployed): Promise<void> {
  const { APIM_GATEWAY_URL: url = '', MCP_CLIENT_ID: clientId = '', SERVICE_URL: serviceUrl = '' } = values
  const unsigned = await fetch(`${url}/mcp`, { method: 'POST' })
  const [, scopes = ''] = /scope="([^"]*)"/.exec(unsigned.headers.get('www-authenticate') ?? '') ?? []
  if (unsigned.status !== 401 || !scopes)
    throw new Error(`A call without a token is answered by ${unsigned.status}, and asks for no scopes.`)

  const { access_token: token } = await signIn({
    entraUrl,
    tenantId,
    clientId,
    user: 'user',
    scopes: scopes.split(' '),
    redirectUri: 'http://localhost:1234/callback'
  })
  say('signed in, with the scopes of the challenge')

  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/tools/get_my_profile`, { method: 'POST', headers, body: '{}' })
  const profile = (await answer.json()) as { displayName?: string }
  if (!answer.ok) throw new Error(`A tool by REST answers ${answer.status}: ${JSON.stringify(profile)}`)
  say(`called a tool by REST: ${profile.displayName}`)

  for (const door of ['/mcp', '/oauth/mcp']) {
    const client = new Client({ name: 'rehearsal', version: '1.0.0' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url + door), {
        requestInit: { headers: { authorization: headers.authorization } }
      })
    )
    const { structuredContent, isError } = await client.callTool({ name: 'list_my_events', arguments: {} })
    await client.close()
    if (isError || !structuredContent) throw new Error(`A tool by ${door} fails.`)
    say(`called a tool by ${door}`)
  }

  const doctor = join(import.meta.dirname, '../doctor/doctor.ts')
  const network = join(import.meta.dirname, 'container-network.ts')
  const options = ['--url', url, '--service-url', serviceUrl, '--token', token]
  const { stdout } = await run(process.execPath, ['--import', network, doctor, ...options], {
    env: { ...process.env, REHEARSAL_NETWORK: JSON.stringify({ hosts }) }
  }).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`The doctor finds errors:\n${error.stdout}${error.stderr}`)
  })
  say(stdout.trim().split('\n').at(-1) ?? '')
}
