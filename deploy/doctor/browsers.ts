import type { Answer } from './ask.ts'
import { type Check, error, ok, skipped, warning } from './check.ts'
import { describe } from './describe.ts'
import { initialize } from './mcp-requests.ts'
import type { Subject } from './subject.ts'

/** The page that people try first is the MCP inspector, at its usual port. */
const usualOrigin = 'http://localhost:6274'
const asked = [
  'authorization',
  'content-type',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'mcp-session-id'
]

export const browsers: Check[] = [
  {
    id: 'preflight',
    title: 'Pages may call /mcp',
    needs: ['status'],
    async run(subject) {
      const origin = subject.origin ?? usualOrigin
      const { headers } = await preflight(subject, origin)
      const missing = asked.filter((name) => !lists(headers.get('access-control-allow-headers'), name))
      if (!allows(headers, origin)) {
        const judge = subject.origin ? error : warning
        return judge(
          `${origin} is not allowed to call`,
          `Access-Control-Allow-Origin: ${origin}, if pages of that origin are to call`,
          'Add the origin to CORS_ORIGINS of the service and to the <cors> policy of api.xml, or do nothing if no page is to call.'
        )
      }
      if (lists(headers.get('access-control-allow-methods'), 'POST') && missing.length === 0) return ok()
      return error(
        `methods ${headers.get('access-control-allow-methods')}, headers missing: ${missing.join(', ') || 'none'}`,
        `POST, and ${asked.join(', ')}`,
        'Deploy the <cors> policy of api.xml as it is; without API Management, deploy this version of the service.'
      )
    }
  },
  {
    id: 'metadata-cors',
    title: 'Pages can read the metadata',
    needs: ['metadata', 'preflight'],
    async run(subject) {
      const origin = subject.origin ?? usualOrigin
      const { headers } = await subject.ask(subject.metadataUrl, { headers: { origin } })
      if (allows(headers, origin)) return ok()
      if (!(await mayCall(subject))) return skipped(`pages of ${origin} are not allowed to call`)
      return error(
        `Access-Control-Allow-Origin is ${headers.get('access-control-allow-origin') ?? 'missing'}`,
        `* or ${origin}: pages that may call read the metadata first`,
        'Deploy metadata-api.xml with its <cors> policy; without API Management, set CORS_ORIGINS of the service.'
      )
    }
  },
  {
    id: 'expose-headers',
    title: 'Pages can read the challenge',
    needs: ['challenge', 'preflight'],
    async run(subject) {
      const origin = subject.origin ?? usualOrigin
      const { headers } = await subject.ask(subject.resource, { method: 'POST', headers: { origin } })
      if (!(await mayCall(subject))) return skipped(`pages of ${origin} are not allowed to call`)
      const exposed = headers.get('access-control-expose-headers')
      if (exposed === '*' || lists(exposed, 'www-authenticate')) return ok()
      return error(
        `Access-Control-Expose-Headers is ${exposed ?? 'missing'}`,
        'a list with WWW-Authenticate: without it a page cannot begin to sign in',
        'Deploy the <cors> policy of api.xml as it is; without API Management, deploy this version of the service.'
      )
    }
  },
  {
    id: 'origin-service',
    title: 'The service accepts calls of the same pages',
    needs: ['challenge', 'preflight'],
    async run(subject) {
      const origin = subject.origin ?? usualOrigin
      if (!subject.token) return skipped('needs --token')
      if (!(await mayCall(subject))) return skipped(`pages of ${origin} are not allowed to call`)
      const { method, headers, body } = initialize()
      const answer = await subject.askAsUser('/mcp', { method, headers: { ...headers, origin }, body })
      if (answer.json.code !== 'origin_refused') return ok()
      return error(
        `${describe(answer)} for ${origin}, which the gateway lets in`,
        'the same origins in CORS_ORIGINS of the service as in the <cors> policy of api.xml',
        'Set CORS_ORIGINS of the service to the origins of that policy.'
      )
    }
  }
]

function preflight({ ask, resource }: Subject, origin: string): Promise<Answer> {
  return ask(resource, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked.join(',')
    }
  })
}

/** Whether pages of the origin in question may call at all. */
async function mayCall(subject: Subject): Promise<boolean> {
  const origin = subject.origin ?? usualOrigin
  return allows((await preflight(subject, origin)).headers, origin)
}

function allows(headers: Headers, origin: string): boolean {
  return ['*', origin].includes(headers.get('access-control-allow-origin') ?? '')
}

function lists(header: string | null, name: string): boolean {
  const names = (header ?? '').toLowerCase().split(',')
  return names.some((entry) => entry.trim() === name.toLowerCase())
}
