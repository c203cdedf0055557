import { fail, readCommandLine } from '../command-line.ts'
import { diagnose, type Finding } from './diagnose.ts'
import { isLoopback } from './known-addresses.ts'
import { summarize, summaryText, toText } from './report.ts'
import type { SubjectOptions } from './subject.ts'

/** The exit code for a wrong call and for an address that does not answer; 1 means that errors were found. */
const failureCode = 2

const { json = false, ...given } = readCommandLine({
  about:
    'Says what is wrong with a deployment, and the fix, from its public address and, if you have one, a token.',
  usage: 'npm run --silent doctor -- --url https://contoso.azure-api.net/api [options]',
  failureCode,
  options: {
    url: { type: 'string', value: 'URL', about: 'the public address of the API, without /mcp at its end' },
    token: {
      type: 'string',
      value: 'TOKEN',
      about: "a user's access token for the API; the environment variable TOKEN holds it unless given"
    },
    'client-id': { type: 'string', value: 'GUID', about: "the API's own client id, to compare aud with" },
    'mcp-client-id': {
      type: 'string',
      value: 'GUID',
      about: 'the client id that MCP clients sign in with, to see which of them are registered'
    },
    origin: { type: 'string', value: 'ORIGIN', about: 'the origin of a page that must be able to call' },
    'service-url': {
      type: 'string',
      value: 'URL',
      about: 'the address of the Container App, to see that it answers only the gateway'
    },
    json: { type: 'boolean', about: 'prints one JSON document and nothing else' }
  }
})
const options = readOptions(given)
const findings: Finding[] = []
const printed: Finding[] = []

for await (const finding of diagnose(options)) {
  findings.push(finding)
  if (json || finding.state === 'not-run') continue
  if (isUnreachable(finding)) fail(`The API does not answer. ${finding.found}\n${finding.fix}`, failureCode)
  console.log(toText(finding, printed.at(-1)))
  printed.push(finding)
}
const summary = summarize(findings)
console.log(json ? JSON.stringify({ url: options.url, summary, findings }, null, 2) : summaryText(findings))
if (summary.errors) process.exitCode = findings.some(isUnreachable) ? failureCode : 1

function isUnreachable(finding: Finding): finding is Extract<Finding, { state: 'error' | 'warning' }> {
  return finding.check === 'answer' && finding.state === 'error'
}

function readOptions(values: Partial<Record<keyof typeof given, string>>): SubjectOptions {
  const { url, origin, 'service-url': serviceUrl } = values
  const clientId = guidOf('client-id', values)
  const mcpClientId = guidOf('mcp-client-id', values)
  if (!url)
    return mistake(
      '--url is missing. Give the public address of the API: npm run --silent doctor -- --url URL.'
    )
  const token = (values.token ?? process.env.TOKEN)?.replace(/^Bearer +/i, '').trim()
  if (token && !/^[\w\-.~+/]+=*$/.test(token)) mistake('What --token or TOKEN holds is not an access token.')
  return {
    url: address('--url', url),
    ...(token && { token }),
    ...(clientId && { clientId }),
    ...(mcpClientId && { mcpClientId }),
    ...(origin && { origin: originOf(origin) }),
    ...(serviceUrl && { serviceUrl: address('--service-url', serviceUrl) })
  }
}

function guidOf(
  option: 'client-id' | 'mcp-client-id',
  values: Partial<Record<string, string>>
): string | undefined {
  const guid = values[option]
  if (guid && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(guid))
    return mistake(`--${option} must be a GUID, such as 00000000-0000-0000-0000-000000000000.`)
  return guid?.toLowerCase()
}

/** An https address, or one on this machine, because a token must go nowhere else. */
function address(name: string, text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (
    !parsed ||
    (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback(parsed.hostname)))
  ) {
    return mistake(`${name} must be an https address, such as https://contoso.azure-api.net/api.`)
  }
  if (/[?#]/.test(text) || parsed.username || parsed.password) {
    mistake(`${name} must have no query, fragment or user.`)
  }
  if (/\/mcp\/*$/.test(parsed.pathname)) {
    mistake(`${name} must be the address of the API, without /mcp at its end.`)
  }
  return withoutSlashes(text)
}

function withoutSlashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end--
  return text.slice(0, end)
}

function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin !== 'null' && text.replace(/\/$/, '').toLowerCase() === origin) return origin
  return mistake('--origin must be the origin of a page, such as https://app.contoso.com, without a path.')
}

function mistake(sentence: string): never {
  return fail(sentence, failureCode)
}
