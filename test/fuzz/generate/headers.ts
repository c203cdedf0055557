import fc, { type Arbitrary } from 'fast-check'
import { oddText } from './oddities.ts'

type Line = [name: string, value: string]

/** A token, or what somebody takes for one; `{user}` and its like become real ones. */
export const authorization: Arbitrary<Line[]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Line[]>([['authorization', 'Bearer {user}']]) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(
        'Bearer {noconsent}',
        'Bearer {app}',
        'Bearer {expired}',
        'Bearer {unsigned}',
        'Bearer {forged}',
        'bearer   {user}',
        'Bearer {user}.x',
        'Bearer {user}, Bearer {user}',
        'Bearer ',
        'Bearer a.b.c',
        'Bearer eyJhbGciOiJub25lIn0.e30.',
        'Basic dTpw',
        ''
      )
      .map((value): Line[] => [['authorization', value]])
  },
  { weight: 1, arbitrary: oddText.map((text): Line[] => [['authorization', `Bearer ${text}`]]) },
  { weight: 1, arbitrary: fc.constant<Line[]>([]) }
)

const names = [
  'accept',
  'access-control-request-headers',
  'access-control-request-method',
  'baggage',
  'content-encoding',
  'content-type',
  'cookie',
  'forwarded',
  'if-none-match',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-param-region',
  'mcp-protocol-version',
  'mcp-session-id',
  'origin',
  'ocp-apim-subscription-key',
  'range',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-gateway-token',
  'x-graph-error',
  'x-graph-token',
  'x-http-method-override'
]

const values = [
  '*/*',
  'text/event-stream',
  'application/json',
  'application/json; charset=utf-16',
  'application/json, application/json',
  'text/plain',
  'multipart/form-data',
  'gzip',
  'null',
  'http://localhost',
  'https://evil.example',
  'GET',
  '2025-11-25, 2025-11-25',
  '=?base64?!?=',
  '=?base64?/w==?=',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  'url-elicitation.x',
  'bytes=0-',
  'e30'
]

const trusted = fc.constantFrom<Line>(['x-gateway-token', '{user}'], ['x-graph-token', '{user}'])

const other: Arbitrary<Line> = fc.tuple(
  fc.constantFrom(...names),
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: oddText.map(visible) }
  )
)

/** More headers, some of them twice. */
export const moreHeaders: Arbitrary<Line[]> = fc.array(
  fc.oneof({ weight: 1, arbitrary: trusted }, { weight: 9, arbitrary: other }),
  { maxLength: 4 }
)

/** Headers that change where a request ends. */
export const framing: Arbitrary<Line[]> = fc.array(
  fc.constantFrom<Line>(
    ['content-length', '0'],
    ['content-length', '5'],
    ['content-length', '-1'],
    ['content-length', '99999999999999999999'],
    ['content-length', '1, 1'],
    ['transfer-encoding', 'chunked'],
    ['transfer-encoding', 'gzip, chunked'],
    ['expect', '100-continue'],
    ['expect', 'x'],
    ['upgrade', 'h2c'],
    ['connection', 'upgrade'],
    ['connection', 'close, authorization'],
    ['te', 'trailers'],
    ['host', ''],
    ['host', 'evil.example'],
    ['host', 'a b'],
    ['{long}', 'y'],
    ['x-large', '{long}'],
    ['', 'y'],
    ['a b', 'y'],
    ['a', 'b\r\nc: d'],
    ['a', 'b\0c']
  ),
  { minLength: 1, maxLength: 2 }
)

function visible(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
}
