import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { tenantId } from '../bicep/bicep.ts'
import { diagnose, type Finding } from '../doctor/diagnose.ts'
import { summaryText, toText } from '../doctor/report.ts'
import { signIn } from '../local/sign-in.ts'

/**
 * Does what the first users would do: calls each operation without a token, signs in, calls tools by REST and by MCP, and
 * runs the doctor. `values` are those of azd's environment after the deployment.
 */
export async function tryAsClients(
  values: Record<string, string>,
  entraUrl: string,
  say: (line: string) => void
): Promise<void> {
  const { APIM_GATEWAY_URL: url = '' } = values
  say(`called ${await callEachOperation(url)} operations without a token`)
  const token = await signInAsUser(url, entraUrl, values.MCP_CLIENT_ID ?? '')
  say('signed in, with the scopes of the challenge')
  say(`called a tool by REST, as ${await callByRest(url, token)}`)
  for (const door of ['/mcp', '/oauth/mcp']) {
    await callByMcp(url + door, token)
    say(`called a tool by ${door}`)
  }
  say(await examine(values, token))
}

/** An operation answers 401 exactly where the published document says that it needs a token. */
async function callEachOperation(url: string): Promise<number> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; security?: object[] }>>
  }
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
  )
  for (const { path, method, operation } of operations) {
    const { status } = await fetch(url + path.replace('{file}', 'swagger-ui.css'), {
      method,
      redirect: 'manual'
    })
    const isSecured = (operation.security ?? []).length > 0
    if ((status === 401) !== isSecured)
      throw new Error(
        `${operation.operationId} answers ${status} without a token, but the document says that it needs ${isSecured ? 'one' : 'none'}.`
      )
    if (status >= 500) throw new Error(`${operation.operationId} answers ${status}.`)
  }
  return operations.length
}

async function signInAsUser(url: string, entraUrl: string, clientId: string): Promise<string> {
  const { status, headers } = await fetch(`${url}/mcp`, { method: 'POST' })
  const [, scopes = ''] = /scope="([^"]*)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  if (!scopes) throw new Error(`A call without a token is answered by ${status}, and asks for no scopes.`)
  const redirectUri = 'http://localhost:1234/callback'
  const { access_token } = await signIn({
    entraUrl,
    tenantId,
    clientId,
    user: 'user',
    scopes: scopes.split(' '),
    redirectUri
  })
  return access_token
}

async function callByRest(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/tools/get_my_profile`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}'
  })
  const profile = (await response.json()) as { displayName?: string; detail?: string }
  if (!profile.displayName) throw new Error(`A tool by REST answers ${response.status}: ${profile.detail}`)
  return profile.displayName
}

async function callByMcp(address: string, token: string): Promise<void> {
  const client = new Client({ name: 'rehearsal', version: '1.0.0' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit }))
  const { structuredContent } = await client.callTool({ name: 'list_my_events', arguments: {} })
  await client.close()
  if (!structuredContent) throw new Error(`A tool by ${address} fails.`)
}

/** The doctor's summary. Throws where it finds an error. */
async function examine(values: Record<string, string>, token: string): Promise<string> {
  const { APIM_GATEWAY_URL: url = '', SERVICE_URL: serviceUrl = '', CLIENT_ID, MCP_CLIENT_ID } = values
  const findings: Finding[] = []
  const clients = {
    ...(CLIENT_ID && { clientId: CLIENT_ID }),
    ...(MCP_CLIENT_ID && { mcpClientId: MCP_CLIENT_ID })
  }
  for await (const finding of diagnose({ url, serviceUrl, token, ...clients })) findings.push(finding)
  // Not every deployment has every client, but this one registers them all.
  const errors = findings.filter(
    ({ state, check }) => state === 'error' || (state === 'warning' && check === 'redirect-uris')
  )
  if (errors.length > 0)
    throw new Error(`The doctor finds:\n${errors.map((finding) => toText(finding, undefined)).join('\n')}`)
  return `the doctor: ${summaryText(findings).trim()}`
}
