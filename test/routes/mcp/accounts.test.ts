import t from 'tap'
import { accounts } from '../../../deploy/local/tenant.ts'
import { startChain } from '../../chain.ts'
import { mcpClient } from '../../mcp-client.ts'

const params = { name: 'get_my_profile' }
const opensPages = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } } }

/** The two exchanges: in the service, and in the gateway before it. */
const modes = { service: { gateway: false }, gateway: {} } as const

for (const [mode, options] of Object.entries(modes)) {
  t.test(`with the exchange in the ${mode}`, async (t) => {
    const { call, config, token } = await startChain(t, options)
    const as = async (user: string, claims?: string) =>
      mcpClient(call, await token({ user, ...(claims && { claims }) }))
    const consentUrl = config.adminConsentUrl

    t.test('a tool answers from Graph, as the caller', async (t) => {
      const { modern, legacy } = await as('user')
      const profile = { id: accounts.user.oid, displayName: accounts.user.name }
      for (const send of [modern, legacy])
        t.match((await send({ method: 'tools/call', params })).json, {
          result: { structuredContent: profile }
        })
    })

    t.test('a stronger sign-in is asked of the client, by HTTP', async (t) => {
      const { modern, legacy, post } = await as('mfa')
      const batch = () => post([{ jsonrpc: '2.0', id: 1, method: 'tools/call', params }])
      for (const send of [
        () => modern({ method: 'tools/call', params }),
        () => legacy({ method: 'tools/call', params }),
        batch
      ]) {
        const { status, json, headers } = await send()
        t.match({ status, json }, { status: 401, json: { code: 'claims_required' } })
        const [, claims = ''] =
          /error="insufficient_claims", claims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
        const strong = await as('mfa', Buffer.from(claims, 'base64').toString())
        t.match(await strong.modern({ method: 'tools/call', params }), {
          status: 200,
          json: { result: { structuredContent: { id: accounts.mfa.oid } } }
        })
      }
      const hello = { method: 'tools/call', params: { name: 'hello' } }
      t.match(
        await modern(hello),
        { status: 200, json: { result: { structuredContent: {} } } },
        'only where Graph is needed'
      )
    })

    t.test('2026-07-28: consent is given on a page that the client opens', async (t) => {
      const { modern } = await as('noconsent')
      const asked = await modern({ method: 'tools/call', params, meta: opensPages })
      t.match(asked, {
        status: 200,
        json: {
          result: {
            resultType: 'input_required',
            inputRequests: {
              consent: {
                method: 'elicitation/create',
                params: { mode: 'url', url: consentUrl, message: String }
              }
            }
          }
        }
      })
      t.notOk('requestState' in (asked.json.result as object), 'there is nothing to remember')
      for (const action of ['accept', 'decline', 'cancel']) {
        const again = { ...params, inputResponses: { consent: { action } } }
        const answer = await modern({ method: 'tools/call', params: again, meta: opensPages })
        t.match(answer.json, { result: { resultType: 'complete', isError: true } }, 'nobody is asked twice')
      }
      const forged = { ...params, requestState: 'e30.AAAA' }
      t.match(await modern({ method: 'tools/call', params: forged, meta: opensPages }), {
        json: { error: { code: -32602 } }
      })
    })

    t.test('2025-11-25: consent is given on a page that the client opens', async (t) => {
      const { legacy } = await as('noconsent')
      const clientInfo = { name: 'test', version: '1.0.0' }
      const initialize = (protocolVersion: string, capabilities: object) =>
        legacy({ method: 'initialize', params: { protocolVersion, capabilities, clientInfo } })
      const { headers } = await initialize('2025-11-25', { elicitation: { url: {} } })
      const sessionId = headers.get('mcp-session-id') ?? ''
      t.match(sessionId, /^[\x21-\x7e]+$/)
      t.match(await legacy({ method: 'tools/call', params, headers: { 'mcp-session-id': sessionId } }), {
        status: 200,
        json: {
          error: {
            code: -32042,
            data: { elicitations: [{ mode: 'url', url: consentUrl, elicitationId: String, message: String }] }
          }
        }
      })
      for (const [revision, capabilities] of [
        ['2025-06-18', { elicitation: { url: {} } }],
        ['2025-11-25', { elicitation: {} }],
        ['2025-11-25', { elicitation: { form: {} } }],
        ['2025-11-25', {}]
      ] as const)
        t.notOk((await initialize(revision, capabilities)).headers.has('mcp-session-id'))
    })

    t.test('who can open no page reads where consent is given', async (t) => {
      const { modern, legacy } = await as('noconsent')
      const forms = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } }
      for (const answer of [
        await modern({ method: 'tools/call', params }),
        await modern({ method: 'tools/call', params, meta: forms }),
        await legacy({ method: 'tools/call', params }),
        await legacy({ method: 'tools/call', params, headers: { 'mcp-session-id': 'another' } })
      ]) {
        t.match(answer, { status: 200, json: { result: { isError: true } } })
        const { content } = answer.json.result as { content: { text: string }[] }
        t.match(content[0]?.text, /^consent_required: /)
        t.ok(content[0]?.text.includes(consentUrl))
      }
    })

    t.test('what Graph refuses or cannot is told to the model', async (t) => {
      for (const [user, code] of Object.entries({
        blocked: 'graph_forbidden',
        throttled: 'graph_unavailable'
      })) {
        const { modern, legacy } = await as(user)
        for (const send of [modern, legacy]) {
          const answer = await send({ method: 'tools/call', params })
          t.match(answer, { status: 200, json: { result: { isError: true } } })
          t.match(
            (answer.json.result as { content: { text: string }[] }).content[0]?.text,
            new RegExp(`^${code}: `)
          )
        }
      }
    })
  })
}

t.test('through the gateway, only POST is served', async (t) => {
  const { call, token } = await startChain(t)
  for (const method of ['GET', 'DELETE', 'PUT']) {
    const { status, headers } = await call('/mcp', {
      method,
      headers: { authorization: `Bearer ${await token()}` }
    })
    t.equal(status, 405)
    t.match(headers.get('allow'), /\bPOST\b/)
    t.notMatch(headers.get('allow'), /GET|DELETE|PUT/)
  }
})

t.test('through the gateway, the pages of CORS_ORIGINS may call, and read what they need', async (t) => {
  const origin = 'https://contoso.com'
  const { call, token } = await startChain(t, { environment: { CORS_ORIGINS: origin } })
  const { modern } = mcpClient(call, await token())
  const { status, headers } = await modern({ method: 'tools/list', headers: { origin } })
  t.equal(status, 200)
  t.equal(headers.get('access-control-allow-origin'), origin)
  t.match(headers.get('access-control-expose-headers'), /www-authenticate/i)
  t.equal((await modern({ method: 'tools/list', headers: { origin: 'https://evil.example' } })).status, 403)
})
