import { parseArgs } from 'node:util'
import { NoAnswer } from './ask.ts'
import { diagnose, type Finding } from './diagnose.ts'
import { summarize, summaryText, toText } from './report.ts'
import type { SubjectOptions } from './subject.ts'

const usage =
  'npm run doctor -- --url https://HOST/api [--token TOKEN] [--client-id ID] [--origin ORIGIN] [--service-url URL] [--json]'

class WrongCall extends Error {
  override name = 'WrongCall'
}

try {
  const { json, ...options } = readArguments()
  process.exitCode = await examine(options, json)
} catch (failure) {
  console.error(explain(failure))
  process.exitCode = 2
}

async function examine(options: SubjectOptions, json: boolean): Promise<number> {
  const findings: Finding[] = []
  for await (const finding of diagnose(options)) {
    if (!json) console.log(toText(finding, findings.at(-1)))
    findings.push(finding)
  }
  const summary = summarize(findings)
  console.log(json ? JSON.stringify({ url: options.url, summary, findings }, null, 2) : summaryText(findings))
  return summary.errors ? 1 : 0
}

function readArguments(): SubjectOptions & { json: boolean } {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      token: { type: 'string' },
      'client-id': { type: 'string' },
      origin: { type: 'string' },
      'service-url': { type: 'string' },
      json: { type: 'boolean', default: false }
    }
  })
  const { url, origin, json, 'client-id': clientId, 'service-url': serviceUrl } = values
  if (!url) throw new WrongCall('--url is missing: give the public address of the API.')
  const token = (values.token ?? process.env.TOKEN)?.replace(/^Bearer +/i, '').trim()
  if (token && !/^[\w\-.~+/]+=*$/.test(token)) throw new WrongCall('--token holds no token.')
  return {
    url: address('--url', url),
    json,
    ...(token && { token }),
    ...(clientId && { clientId }),
    ...(origin && { origin: origin.replace(/\/$/, '') }),
    ...(serviceUrl && { serviceUrl: address('--service-url', serviceUrl) })
  }
}

/** An https address, or one of this machine: a token goes nowhere else. */
function address(name: string, text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(parsed?.hostname ?? '')
  if (!parsed || (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback))) {
    throw new WrongCall(`${name} must be an https address, such as https://contoso.azure-api.net/api.`)
  }
  if (parsed.search || parsed.hash || parsed.username) {
    throw new WrongCall(`${name} must have no query, fragment or user.`)
  }
  if (parsed.pathname.endsWith('/mcp')) {
    throw new WrongCall(`${name} must be the address of the API, without /mcp at its end.`)
  }
  return text.replace(/\/$/, '')
}

function explain(failure: unknown): string {
  if (failure instanceof NoAnswer) {
    return `The API does not answer. ${failure.message}\nCheck the address, its DNS name and certificate, and what filters traffic between here and there.`
  }
  if (failure instanceof WrongCall) return `${failure.message}\n${usage}`
  if (!(failure instanceof Error)) return String(failure)
  const isParseError = 'code' in failure && String(failure.code).startsWith('ERR_PARSE_ARGS')
  return isParseError ? `${failure.message}\n${usage}` : (failure.stack ?? failure.message)
}
