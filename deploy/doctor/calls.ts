import type { Answer } from './ask.ts'
import { readChallenge } from './bearer-challenge.ts'
import { authenticationOf } from './challenge.ts'
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts'
import { describe } from './describe.ts'
import { discover, listTools } from './mcp-requests.ts'
import { remedies } from './remedies.ts'
import type { Subject } from './subject.ts'
import { wordsOf } from './token.ts'

const noToken = 'needs --token, or the environment variable TOKEN'

/** How the API treats the token. */
export const calls: Check[] = [
  {
    id: 'authenticated',
    title: 'The service accepts the token',
    needs: ['status'],
    explainedBy: ['token-kind', 'token-audience', 'token-issuer', 'token-tenant', 'token-time'],
    async run({ token, claims, statusAsUser }) {
      if (!token) return skipped(noToken)
      const answer = await statusAsUser()
      const { state, reason } = authenticationOf(answer.json)
      if (state === 'authenticated') return ok()
      return error(
        `${describe(answer)}, authentication ${state ?? 'missing'}${reason ? `: ${reason}` : ''}, client ${claims?.azp ?? claims?.appid ?? 'unknown'}`,
        'authentication.state "authenticated"',
        remedies.get(String(reason)) ?? 'See the checks of the token above.'
      )
    }
  },
  {
    id: 'mcp-token',
    title: '/mcp accepts the token',
    needs: ['challenge', 'authenticated', 'token-user', 'token-scope'],
    explainedBy: ['own-authorize'],
    run: withToken(async ({ initialized }) => {
      const answer = await initialized()
      return [401, 403].includes(answer.status) ? refused(answer, '200 from POST /mcp') : ok()
    })
  },
  {
    id: 'me',
    title: 'The exchange for a Graph token works',
    needs: ['authenticated', 'token-user', 'token-scope'],
    explainedBy: ['mcp-token'],
    run: withToken(async ({ askAsUser, isKnownHost }) => {
      const answer = await askAsUser('/me')
      if (answer.status === 200 && typeof answer.json.id === 'string') return ok()
      return refused(answer, '200 with the profile from /me', isKnownHost)
    })
  },
  {
    id: 'mcp-initialize',
    title: 'MCP: initialize',
    needs: ['mcp-token'],
    run: withToken(async ({ initialized }) => resultOf(await initialized(), 'protocolVersion'))
  },
  {
    id: 'mcp-discover',
    title: 'MCP: server/discover',
    needs: ['mcp-initialize'],
    run: withToken(async ({ askAsUser }) =>
      resultOf(await askAsUser('/mcp', discover()), 'supportedVersions')
    )
  },
  {
    id: 'mcp-tools',
    title: 'MCP: tools/list',
    needs: ['mcp-initialize'],
    run: withToken(async ({ askAsUser, ask, url, claims }) => {
      const outcome = resultOf(await askAsUser('/mcp', listTools()), 'tools')
      if (outcome.state !== 'ok') return outcome
      const { tools } = (await ask(`${url}/tools`)).json
      if (!Array.isArray(tools)) return ok()
      const held = new Set(wordsOf(claims?.scp))
      const lacking = tools.flatMap((tool: { name?: unknown; scopes?: unknown } | null) => {
        const missing = shortNames(tool?.scopes).filter((scope) => !held.has(scope))
        return missing.length ? [`${tool?.name} (${missing.join(', ')})`] : []
      })
      const allowed = `the scopes of the token allow ${tools.length - lacking.length} of ${tools.length} tools`
      return ok(lacking.length ? `${allowed}; not ${lacking.join(', ')}` : allowed)
    })
  }
]

function withToken(run: (subject: Subject) => Promise<Outcome>): Check['run'] {
  return async (subject) => (subject.token ? run(subject) : skipped(noToken))
}

function resultOf(answer: Answer, member: string): Outcome {
  const { result } = answer.json
  if (answer.status === 200 && result !== null && typeof result === 'object' && member in result) return ok()
  return refused(answer, `200 with a result from POST /mcp`)
}

/** A later call or the next sign-in mends these. */
const passing = ['claims_required', 'graph_unavailable', 'rate_limited', 'overloaded']

function refused(answer: Answer, expected: string, isKnownHost?: Subject['isKnownHost']): Outcome {
  const { code, consentUrl, requestId } = answer.json
  const judge = passing.includes(String(code)) ? warning : error
  const asked = readChallenge(answer.headers.get('www-authenticate'))?.claims
  const details = [
    asked && `claims ${Buffer.from(asked, 'base64').toString()}`,
    requestId && `requestId ${requestId}`
  ].filter(Boolean)
  const cure = remedies.get(String(code)) ?? 'Look for the call in the log of the service.'
  // An administrator will open it, so it must be a page of Entra ID.
  const consentPage = isKnownHost?.(String(consentUrl)) ? ` The page for it: ${consentUrl}` : ''
  return judge([describe(answer), ...details].join(', '), expected, `${cure}${consentPage}`)
}

/** Tools may name scopes in full; tokens hold only the last part. */
function shortNames(scopes: unknown): string[] {
  return Array.isArray(scopes) ? scopes.map((scope) => String(scope).replace(/^.*\//, '')) : []
}
