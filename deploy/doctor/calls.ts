import type { Answer } from './ask.ts'
import { readChallenge } from './bearer-challenge.ts'
import { authenticationOf } from './challenge.ts'
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts'
import { describe } from './describe.ts'
import { discover, initialize, listTools } from './mcp-requests.ts'
import { remedies } from './remedies.ts'
import type { Subject } from './subject.ts'
import { isApp, wordsOf } from './token.ts'

/** What the API does with the token. */
export const calls: Check[] = [
  {
    id: 'authenticated',
    title: 'The API accepts the token',
    async run({ token, statusAsUser }) {
      if (!token) return skipped('needs --token, or the environment variable TOKEN')
      const answer = await statusAsUser()
      const { state, reason } = authenticationOf(answer.json)
      if (state === 'authenticated') return ok()
      return error(
        `${describe(answer)}, authentication ${state ?? 'missing'}${reason ? `: ${reason}` : ''}`,
        'authentication.state "authenticated"',
        remedies.get(String(reason)) ?? 'See the checks of the token above.'
      )
    }
  },
  {
    id: 'me',
    title: 'The exchange for a Graph token works',
    run: asUser(async ({ askAsUser }) => {
      const answer = await askAsUser('/me')
      if (answer.status === 200 && typeof answer.json.id === 'string') return ok()
      return refused(answer, '200 with the profile from /me')
    })
  },
  {
    id: 'mcp-initialize',
    title: 'MCP: initialize',
    run: asUser(({ askAsUser }) => mcp(askAsUser, initialize(), 'protocolVersion'))
  },
  {
    id: 'mcp-discover',
    title: 'MCP: server/discover',
    run: asUser(({ askAsUser }) => mcp(askAsUser, discover(), 'supportedVersions'))
  },
  {
    id: 'mcp-tools',
    title: 'MCP: tools/list',
    run: asUser(async ({ askAsUser, ask, url, claims }) => {
      const outcome = await mcp(askAsUser, listTools(), 'tools')
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

function asUser(run: (subject: Subject) => Promise<Outcome>): Check['run'] {
  return async (subject) => {
    if (!subject.token) return skipped('needs --token, or the environment variable TOKEN')
    const { state } = authenticationOf((await subject.statusAsUser()).json)
    if (state !== 'authenticated') return skipped('the API does not accept the token')
    return subject.claims && isApp(subject.claims) ? skipped('the token stands for no user') : run(subject)
  }
}

async function mcp(
  askAsUser: Subject['askAsUser'],
  request: ReturnType<typeof initialize>,
  member: string
): Promise<Outcome> {
  const answer = await askAsUser('/mcp', request)
  const { result } = answer.json
  if (answer.status === 200 && result !== null && typeof result === 'object' && member in result) return ok()
  return refused(answer, `200 with a result from POST /mcp`)
}

/** What passes by itself or at the client's next sign-in. */
const passing = ['claims_required', 'graph_unavailable', 'rate_limited', 'overloaded']

function refused(answer: Answer, expected: string): Outcome {
  const { code, consentUrl, requestId } = answer.json
  const judge = passing.includes(String(code)) ? warning : error
  const asked = readChallenge(answer.headers.get('www-authenticate'))?.claims
  const details = [
    asked && `claims ${Buffer.from(asked, 'base64').toString()}`,
    requestId && `requestId ${requestId}`
  ].filter(Boolean)
  const cure = remedies.get(String(code)) ?? 'Look for the call in the log of the service.'
  return judge(
    [describe(answer), ...details].join(', '),
    expected,
    consentUrl ? `${cure} ${consentUrl}` : cure
  )
}

/** Tools may name scopes in full; tokens hold only the last part. */
function shortNames(scopes: unknown): string[] {
  return Array.isArray(scopes) ? scopes.map((scope) => String(scope).replace(/^.*\//, '')) : []
}
