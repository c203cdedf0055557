import type {
  ExpressionContext,
  Headers,
  Request,
  Response,
  Url
} from '../../../../../deploy/local/gateway/expressions/index.ts'
import { compile, jwt } from '../../../../../deploy/local/gateway/expressions/index.ts'

/** The value of a variable in a fixture: a plain value, or one of these objects. */
type Variable =
  | string
  | boolean
  | number
  | null
  | { jwt: string }
  | { json: string }
  | { response: PlainMessage }

interface PlainMessage {
  StatusCode?: number
  StatusReason?: string
  Method?: string
  Headers: Record<string, string[]>
  Body: string | null
}

/** A context as JSON, which the C# of the oracle also reads. */
export interface Fixture {
  Request: PlainMessage
  Response: PlainMessage | null
  Variables: Record<string, Variable>
  LastError: Record<string, string> | null
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token without a valid signature. It expires far in the future, so that no answer depends on the clock. */
export const token = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded({
  aud: '11111111-2222-3333-4444-555555555555',
  iss: 'https://login.example/tenant/v2.0',
  exp: 4102444800,
  nbf: 1700000000,
  iat: 1700000000,
  oid: 'oid-1',
  tid: 'tid-1',
  sub: 'sub-1',
  azp: 'client-1',
  name: 'Åse "Ace" O\'Neil',
  scp: 'access_as_user tools.mail.read',
  roles: ['a', 'b'],
  amr: ['pwd'],
  n: 1.5
})}.c2lnbmF0dXJl`

const request: PlainMessage = {
  Method: 'POST',
  Headers: {
    authorization: [`Bearer ${token}`],
    accept: ['text/html', 'application/json;q=0.9'],
    'mcp-name': ['me'],
    'x-forwarded-for': ['10.0.0.1, 10.0.0.2'],
    empty: ['']
  },
  Body: '{"name":"Åse","count":3,"big":12345678901,"ratio":1.0,"when":"2026-01-02T03:04:05Z","list":[1,"two",null,{"x":true}],"none":null}'
}

const variables: Record<string, Variable> = {
  text: 'a "quoted" & <b>',
  number: 42,
  flag: true,
  nothing: null,
  token,
  'request-id': '0f8fad5b-d9cb-469f-a165-70867728950e',
  jwt: { jwt: token },
  json: { json: '{"a":{"b":[1,2,3]},"s":"x"}' },
  challenge: 'Bearer',
  'client-proof': 'client_secret=a%2Bb'
}

const answer = (status: number, body: string | null, headers: Record<string, string[]> = {}): Variable => ({
  response: { StatusCode: status, StatusReason: '', Headers: headers, Body: body }
})

const base: Fixture = { Request: request, Response: null, Variables: variables, LastError: null }

const failed = {
  Source: 'validate-azure-ad-token',
  Reason: 'TokenExpired',
  Message: 'IDX10223: Lifetime validation failed. Access denied.',
  Scope: 'api',
  Section: 'inbound',
  Path: 'choose[1]/when[1]/validate-azure-ad-token[1]',
  PolicyId: 'token'
}

const withAnswer = (given: Variable, outcome?: object): Fixture => ({
  ...base,
  Variables: {
    ...variables,
    'exchange-response': given,
    ...(outcome && { 'exchange-outcome': JSON.stringify(outcome) })
  }
})

/** Contexts by name. Every expression of the policies runs in each of them. */
export const fixtures: Record<string, Fixture> = {
  call: base,
  bare: {
    Request: { Method: 'GET', Headers: {}, Body: null },
    Response: null,
    Variables: {},
    LastError: null
  },
  failed: {
    ...base,
    LastError: failed,
    Response: { StatusCode: 401, StatusReason: 'Unauthorized', Headers: {}, Body: null }
  },
  answered: {
    ...base,
    Response: {
      StatusCode: 200,
      StatusReason: 'OK',
      Headers: {
        'content-type': ['application/json'],
        'www-authenticate': ['Bearer error="insufficient_claims"']
      },
      Body: '{"ok":true}'
    }
  },
  exchanged: withAnswer(answer(200, '{"token_type":"Bearer","access_token":"graph","expires_in":5000}'), {
    token: 'graph',
    expiresIn: 5000
  }),
  exchangedText: withAnswer(
    answer(200, '{"token_type":"bearer","access_token":"graph","expires_in":"600"}'),
    {
      token: 'graph',
      expiresIn: 359
    }
  ),
  stepUp: withAnswer(
    answer(
      400,
      '{"error":"interaction_required","error_codes":[50079],"claims":"{\\"access_token\\":{\\"polids\\":{\\"essential\\":true}}}"}'
    )
  ),
  noConsent: withAnswer(answer(400, '{"error":"invalid_grant","suberror":"consent_required"}'), {
    code: 'consent_required'
  }),
  misconfigured: withAnswer(answer(401, '{"error":"invalid_client"}')),
  throttled: withAnswer(answer(429, '{"error":"temporarily_unavailable"}', { 'retry-after': ['17'] }), {
    code: 'identity_unavailable',
    retryAfter: 17
  }),
  html: withAnswer(answer(502, '<html></html>')),
  emptyAnswer: withAnswer(answer(200, ''))
}

const url: Url = {
  Scheme: 'https',
  Host: 'gateway.example',
  Port: 443,
  Path: '/api/tools/me',
  Query: new Map([['name', ['a b', 'c']]]),
  QueryString: '?name=a%20b&name=c'
}

/** The values that all fixtures share, in the form that C# reads. */
export const common = {
  Api: {
    Id: 'api',
    Name: 'Auth service',
    Path: 'api',
    Revision: '1',
    Version: '',
    IsCurrentRevision: true,
    ServiceUrl: { ...url, Query: {} }
  },
  Deployment: { GatewayId: 'managed', Region: 'West Europe', ServiceId: 'contoso', ServiceName: 'contoso' },
  Elapsed: 1234,
  Operation: { Id: 'get-me', Method: 'GET', Name: 'Me', UrlTemplate: '/me' },
  Product: null,
  Subscription: null,
  User: null,
  RequestId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  Timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 678)
}

/** The fixture as the JSON that the oracle reads. */
export function plain(fixture: Fixture): object {
  const flat = { ...url, Query: Object.fromEntries(url.Query) }
  const extras = { Url: flat, OriginalUrl: flat, IpAddress: '192.0.2.1', MatchedParameters: { name: 'me' } }
  return { ...common, ...fixture, Request: { ...extras, ...fixture.Request } }
}

/** The fixture as a context. Each evaluation needs a new one, because a body can be read only once. */
export function contextOf(fixture: Fixture): ExpressionContext {
  const { Request: sent, Response: received, Variables, LastError } = fixture
  const request: Request = {
    ...message(sent),
    Method: sent.Method ?? 'GET',
    Url: url,
    OriginalUrl: url,
    IpAddress: '192.0.2.1',
    MatchedParameters: new Map([['name', 'me']])
  }
  return {
    ...common,
    Api: { ...common.Api, ServiceUrl: { ...url, Query: new Map() } },
    Timestamp: new Date(common.Timestamp),
    Tracing: false,
    Request: request,
    Response: received === null ? null : response(received),
    Variables: new Map(Object.entries(Variables).map(([name, value]) => [name, variable(value)])),
    LastError: LastError as ExpressionContext['LastError'],
    Trace: () => undefined
  }
}

function message(from: PlainMessage): { Headers: Headers; Body: { content: Uint8Array } | null } {
  return {
    Headers: new Map(Object.entries(from.Headers)),
    Body: from.Body === null ? null : { content: Buffer.from(from.Body) }
  }
}

function response(from: PlainMessage): Response {
  return { ...message(from), StatusCode: from.StatusCode ?? 0, StatusReason: from.StatusReason ?? '' }
}

function variable(value: Variable): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('jwt' in value) return jwt(value.jwt)
  if ('response' in value) return response(value.response)
  const parse = compile('@(JToken.Parse((string)context.Variables["text"]))', {
    file: 'fixture',
    line: 1,
    column: 1
  })
  return parse(
    contextOf({
      Request: { Headers: {}, Body: null },
      Response: null,
      LastError: null,
      Variables: { text: value.json }
    })
  )
}
