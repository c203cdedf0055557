import fc, { type Arbitrary } from 'fast-check'
import { tools } from '../../../app/tools/index.ts'
import type { Edit, FuzzRequest } from '../fuzz-request.ts'
import { authorization, framing, moreHeaders } from './headers.ts'
import { mcpBody, toolArguments } from './messages.ts'
import { oauth } from './oauth.ts'
import { mutated, oddText, written } from './oddities.ts'

type Content = Pick<FuzzRequest, 'method' | 'target' | 'headers' | 'body'>

const json: [string, string] = ['content-type', 'application/json']
const paths = [
  '/',
  '/hello',
  '/echo',
  '/tools',
  '/tools/hello',
  '/me',
  '/mcp',
  '/status',
  '/openapi.json',
  '/docs',
  '/docs/json',
  '/docs/static/index.html',
  '/oauth/mcp',
  '/oauth/authorize',
  '/oauth/token',
  '/oauth/.well-known/oauth-authorization-server',
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/api/mcp',
  '/.well-known/oauth-protected-resource/api/oauth/mcp',
  '/.well-known/oauth-authorization-server/api/oauth',
  '/.well-known/openid-configuration'
]
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']

const mcp: Arbitrary<Content> = fc
  .tuple(fc.constantFrom('/mcp', '/oauth/mcp'), mcpBody)
  .map(([target, { headers, body }]) => ({ method: 'POST', target, headers: [json, ...headers], body }))

const tool: Arbitrary<Content> = fc
  .tuple(fc.constantFrom(...tools.map(({ name }) => name)), mutated(toolArguments))
  .map(([name, input]) => ({
    method: 'POST',
    target: `/tools/${name}`,
    headers: [json],
    body: written(input)
  }))

const body: Arbitrary<Content> = fc
  .tuple(fc.constantFrom('/hello', '/echo'), fc.oneof(fc.json(), fc.string({ unit: 'binary' })))
  .map(([target, body]) => ({ method: 'POST', target, headers: [json], body }))

const query: Arbitrary<Content> = fc
  .tuple(fc.constantFrom('/hello', '/me', '/tools', '/docs/json'), oddText, oddText)
  .map(([path, name, value]) => ({
    method: 'GET',
    target: visible(`${path}?name=${value}&${name}=${value}`),
    headers: [],
    body: ''
  }))

const path: Arbitrary<Content> = fc
  .tuple(
    fc.constantFrom(...methods),
    fc.constantFrom(...paths),
    fc.oneof(fc.constantFrom('', '/', '//', '/..', '/%2e%2e/me', ';x', '%00', '/x'.repeat(2000)), oddText),
    fc.boolean()
  )
  .map(([method, path, end, isUpper]) => ({
    method,
    target: visible((isUpper ? path.toUpperCase() : path) + end),
    headers: [],
    body: ''
  }))

const content = fc.oneof(
  { weight: 8, arbitrary: mcp },
  { weight: 4, arbitrary: tool },
  { weight: 2, arbitrary: oauth },
  { weight: 1, arbitrary: body },
  { weight: 1, arbitrary: query },
  { weight: 2, arbitrary: path }
)

const edits: Arbitrary<Edit[]> = fc.array(
  fc.record({
    at: fc.nat(2000),
    drop: fc.constantFrom(0, 1, 2, 20, 100_000),
    insert: fc.oneof(
      fc.constantFrom('', '\r\n', '\r\n\r\n', '\n', '\0', ' ', ':', 'GET / HTTP/1.1\r\n'),
      fc.string({ unit: 'binary-ascii', maxLength: 5 })
    )
  }),
  { minLength: 1, maxLength: 3 }
)

/** Requests that are HTTP, whatever they say. */
const whole: Arbitrary<FuzzRequest> = fc
  .record({
    to: fc.constantFrom('service', 'gateway'),
    by: fc.constantFrom('socket', 'inject'),
    content,
    authorization,
    more: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: moreHeaders })
  })
  .map(({ to, by, content, authorization, more }) => ({
    ...content,
    to,
    // The gateway is a socket only, and inject takes addresses only.
    by: to === 'gateway' || !URL.canParse(content.target, 'http://localhost') ? 'socket' : by,
    version: 'HTTP/1.1',
    headers: [...content.headers, ...authorization, ...more],
    edits: []
  }))

/** The same, broken on its way. */
const broken: Arbitrary<FuzzRequest> = fc
  .record({
    whole,
    edits: fc.oneof(fc.constant<Edit[]>([]), edits),
    framing: fc.oneof(fc.constant([]), framing),
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'http/1.1', ''),
    method: fc.option(fc.constantFrom('get', 'TRACE', 'CONNECT', 'QUERY', 'PRI', 'FOO', '', 'A B', '\0'))
  })
  .map(({ whole, edits, framing, version, method }) => ({
    ...whole,
    by: 'socket',
    method: method ?? whole.method,
    version,
    headers: [...whole.headers, ...framing],
    edits
  }))

export const fuzzRequest: Arbitrary<FuzzRequest> = fc.oneof(
  { weight: 5, arbitrary: whole },
  { weight: 1, arbitrary: broken }
)

function visible(target: string): string {
  return target.replace(/[^\x21-\x7e]/g, '')
}
