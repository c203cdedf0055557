import {
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  StreamableHTTPClientTransport
} from '@modelcontextprotocol/client'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { agentIdentityId } from '../../../../deploy/local/entra/agent-identity.ts'
import { authorize, signIn } from '../../../../deploy/local/sign-in.ts'
import { nativeClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { type Chain, startChain } from '../../../chain.ts'
import { clientDocument, documentUrl, serveDocuments } from '../client-document.ts'

const agentId = agentIdentityId(tenant.id, documentUrl)

for (const door of ['/mcp', '/oauth/mcp']) {
  t.test(`a client that nobody registered signs in at ${door} by its document, and refreshes`, async (t) => {
    const chain = await startChain(t)
    const { requests } = await serveDocuments(t, chain.entra)
    const { client, asked, tokens, expire } = await connect(t, chain, door)
    t.match(asked(), { client_id: documentUrl, code_challenge_method: 'S256' })
    t.equal(requests.length, 1)

    const { tools } = await client.listTools()
    t.ok(tools.some(({ name }) => name === 'list_my_events'))
    const profile = () => client.callTool({ name: 'get_my_profile', arguments: {} })
    t.match((await profile()).structuredContent, { displayName: 'Nancy Davis' })
    const events = await client.callTool({ name: 'list_my_events', arguments: {} })
    t.match(events.structuredContent, { events: [{ subject: String }] })
    t.match(claimsOf(tokens()), { azp: agentId, azpacr: '0', idtyp: 'user' })

    const first = tokens()
    await expire()
    t.match((await profile()).structuredContent, { displayName: 'Nancy Davis' })
    t.not(tokens()?.refresh_token, undefined)
    t.not(tokens()?.access_token, first?.access_token, 'the token was refreshed without a person')
    t.match(claimsOf(tokens()), { azp: agentId, scp: claimsOf(first).scp })
  })
}

for (const gateway of [{}, false] as const) {
  for (const [title, environment, status] of [
    ['everybody is allowed', {}, 200],
    ['its agent identity is allowed', { ALLOWED_CLIENTS: `${nativeClientId},${agentId.toUpperCase()}` }, 200],
    ['other clients alone are allowed', { ALLOWED_CLIENTS: nativeClientId }, 403],
    ['agents are denied', { AGENTS: 'deny' }, 403],
    ['agents are denied, though this one is listed', { ALLOWED_CLIENTS: agentId, AGENTS: 'deny' }, 403]
  ] as const) {
    t.test(
      `a client with a document gets ${status} from ${gateway ? 'the gateway' : 'the service'} where ${title}`,
      async (t) => {
        // A secret, because the managed identity's token of one chain is kept in the process for the next.
        const chain = await startChain(t, {
          gateway,
          environment: { ...environment, CLIENT_SECRET: 'local' }
        })
        await serveDocuments(t, chain.entra)
        const { access_token } = await signIn({
          entraUrl: chain.entra.url,
          tenantId: tenant.id,
          clientId: documentUrl,
          redirectUri: 'http://localhost:33418/callback',
          user: 'user',
          scopes: [chain.config.scopeUri('access_as_user')]
        })
        const answer = await chain.call('/me', bearer(access_token))
        t.equal(answer.status, status)
        if (status === 403) t.equal(answer.json.code, 'client_refused')
      }
    )
  }
}

/** Connects the official client, which has nothing but the address and its own document. */
async function connect(t: Test, { url, entra }: Chain, door: string) {
  let tokens: Awaited<ReturnType<OAuthClientProvider['tokens']>>
  let information: Awaited<ReturnType<OAuthClientProvider['clientInformation']>>
  let discovered: OAuthDiscoveryState | undefined
  let verifier = ''
  let address = new URL('about:blank')
  const redirectUrl = 'http://localhost:33418/callback'
  const authProvider: OAuthClientProvider = {
    redirectUrl,
    clientMetadataUrl: documentUrl,
    clientMetadata: { redirect_uris: [redirectUrl], grant_types: clientDocument.grant_types },
    clientInformation: () => information,
    saveClientInformation(saved) {
      information = saved
    },
    tokens: () => tokens,
    saveTokens(saved) {
      tokens = saved
    },
    discoveryState: () => discovered,
    saveDiscoveryState(state) {
      discovered = state
    },
    redirectToAuthorization(to) {
      address = to
    },
    codeVerifier: () => verifier,
    saveCodeVerifier(saved) {
      verifier = saved
    }
  }
  let transport = open()
  const client = new Client({ name: 'test', version: '1.0.0' })
  await t.rejects(client.connect(transport), { name: 'UnauthorizedError' })
  await finish()
  transport = open()
  await client.connect(transport)

  return {
    client,
    asked: () => Object.fromEntries(address.searchParams),
    tokens: () => tokens,
    /** Replaces the access token by one that has expired. */
    async expire() {
      const claims = claimsOf(tokens)
      if (tokens)
        tokens = { ...tokens, access_token: await entra.sign({ ...claims, exp: Date.now() / 1000 - 900 }) }
    }
  }

  function open(): StreamableHTTPClientTransport {
    const opened = new StreamableHTTPClientTransport(new URL(`${url}${door}`), { authProvider })
    t.teardown(() => opened.close())
    return opened
  }

  async function finish(): Promise<void> {
    await transport.finishAuth((await authorize(address.href, 'user')).searchParams)
  }
}

function claimsOf(tokens: { access_token: string } | undefined) {
  return decodeJwt(tokens?.access_token ?? '')
}
