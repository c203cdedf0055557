import type { MutatedFile, Mutation } from './mutation.ts'

const limited = 'a user may call so often in a minute, and is told how often'
const tools = 'one tool does not use up the calls of another, nor of another user'
const secure = 'no answer goes without its security headers'
const metadata = 'every page may read the metadata'
const described = 'the metadata describes the MCP endpoint, at both of its addresses'

export const product: MutatedFile = {
  file: 'product.xml',
  mutations: [
    ['no rate limit', /<rate-limit-by-key calls="{{calls-per-minute}}"[^>]*>/, '', limited],
    [
      'one rate limit for all',
      '"minute " + (string)context.Variables["limited"]',
      '"minute"',
      'one user does not use up the calls of another'
    ],
    [
      'a rate limit by token',
      '"minute " + (string)context.Variables["limited"]',
      '"minute " + context.Request.Headers.GetValueOrDefault("Authorization", (string)context.Variables["limited"])',
      'a user is counted across tokens'
    ],
    [
      'a rate limit by address',
      'GetValueOrDefault<string>("caller", "address " + context.Request.IpAddress)',
      'GetValueOrDefault<string>("other", context.Request.IpAddress)',
      'one user does not use up the calls of another'
    ],
    [
      'a rate limit by what the client writes',
      '"address " + context.Request.IpAddress',
      'context.Request.Headers.GetValueOrDefault("X-Forwarded-For", "") + context.RequestId',
      'without a token the address is counted, for the metadata too'
    ],
    [
      'a limit of another period',
      'calls="{{calls-per-minute}}" renewal-period="60"',
      'calls="{{calls-per-minute}}" renewal-period="300"',
      limited
    ],
    ['no remaining calls', ' remaining-calls-header-name="RateLimit-Remaining"', '', limited],
    ['no total of calls', ' total-calls-header-name="RateLimit-Limit"', '', limited],
    ['no quota', /<quota-by-key[^>]*>/, '', 'a user may call so often in a day'],
    [
      'one quota for all',
      '"day " + (string)context.Variables["limited"]',
      '"day"',
      'a user may call so often in a day'
    ],
    [
      'a quota of a minute',
      'renewal-period="86400"',
      'renewal-period="60"',
      'a user may call so often in a day'
    ],
    [
      'no limit of a tool',
      'ContainsKey("Mcp-Name")',
      'ContainsKey("Mcp-Other")',
      'a tool may be called so often in a minute'
    ],
    ['a limit of all tools', '"tool " + (string)context.Variables["tool"] + " " + ', '"tool " + ', tools],
    ['a limit of all users', ' + " " + (string)context.Variables["limited"])" retry', ')" retry', tools],
    [
      'any name of a tool',
      '? name : "(other)"',
      '? name : name',
      'names that no tool has are counted together'
    ],
    ['a name of any length', '{1,128}$', '+$', 'names that no tool has are counted together']
  ]
}

export const securityHeaders: MutatedFile = {
  file: 'fragments/security-headers.xml',
  mutations: [
    ['no strict transport', /<set-header name="Strict-Transport-Security"[\s\S]*?<\/set-header>/, '', secure],
    ['sniffing', /<set-header name="X-Content-Type-Options"[\s\S]*?<\/set-header>/, '', secure],
    ['no content policy', /<set-header name="Content-Security-Policy"[\s\S]*?<\/set-header>/, '', secure],
    [
      'what the service says first',
      'exists-action="override"',
      'exists-action="skip"',
      'the service cannot weaken the security headers'
    ],
    [
      'one content policy for all',
      '"Content-Security-Policy" exists-action="skip"',
      '"Content-Security-Policy" exists-action="override"',
      'a page keeps the content policy of its own'
    ],
    [
      'personal answers kept',
      'exists-action="skip">\n        <value>no-store',
      'exists-action="skip">\n        <value>private',
      'no cache keeps a personal answer'
    ],
    [
      'no answer kept',
      'context.Variables.ContainsKey("caller")',
      'true',
      'an answer to anyone may be cached as the service says'
    ],
    [
      'what the service says of caches',
      '"Cache-Control" exists-action="skip"',
      '"Cache-Control" exists-action="override"',
      'the service decides for how long a personal answer is kept'
    ]
  ]
}

export const metadataApi: MutatedFile = {
  file: 'metadata-api.xml',
  mutations: [
    ['no page may read it', '<origin>*</origin>', '<origin>https://one.example</origin>', metadata],
    ['any header', '<header>Accept</header>', '<header>*</header>', metadata],
    ['no Accept', '<header>Accept</header>', '', metadata],
    ['no MCP-Protocol-Version', '<header>MCP-Protocol-Version</header>', '', metadata],
    ['headers of clients trusted', '<include-fragment fragment-id="trusted-headers" />', '', described],
    [
      'no limits',
      '<include-fragment fragment-id="trusted-headers" />\n    <base />',
      '<include-fragment fragment-id="trusted-headers" />',
      'without a token the address is counted, for the metadata too'
    ],
    [
      'one path for all',
      '<rewrite-uri template="/.well-known/oauth-protected-resource" copy-unmatched-params="false" />',
      '<rewrite-uri template="@((string)context.Variables["metadata-path"])" copy-unmatched-params="false" />',
      described
    ],
    [
      'another resource',
      '{{public-url}}/mcp',
      '{{public-url}}',
      'the address in the challenge leads to the metadata'
    ],
    [
      'any suffix',
      'context.Request.OriginalUrl.Path == (string)context.Variables["metadata-path"]',
      'true',
      'no other path of the metadata reaches the service'
    ],
    [
      'a suffix by its beginning',
      'OriginalUrl.Path == (string)context.Variables["metadata-path"]',
      'OriginalUrl.Path.StartsWith((string)context.Variables["metadata-path"])',
      'no other path of the metadata reaches the service'
    ],
    [
      'what the client wrote becomes a path',
      /<otherwise>[\s\S]*<\/otherwise>/,
      '<otherwise><rewrite-uri template="@(context.Request.OriginalUrl.Path)" /></otherwise>',
      'no other path of the metadata reaches the service'
    ],
    [
      'what the client asked',
      ' copy-unmatched-params="false"',
      '',
      'no query of a client reaches the metadata'
    ],
    ['no backend', /<forward-request[^>]*>/, '', described],
    [
      'pages of the platform shown',
      'context.Response.StatusCode >= 500',
      'context.Response.StatusCode >= 600',
      'the page of a platform is no answer of ours'
    ],
    [
      'the failures of the service hidden',
      ' && !context.Response.Headers.GetValueOrDefault("Content-Type", "").Contains("json")',
      '',
      'the failures that the service names are its own'
    ],
    ['no security headers', '<include-fragment fragment-id="security-headers" />', '', secure],
    ['no on-error', /<on-error>[\s\S]*<\/on-error>/, '', 'a service that cannot be reached is overloaded']
  ]
}

const closed = (check: string): Mutation => [
  'a token needed',
  '<set-variable name="access" value="anonymous" />',
  '',
  check
]

export const operations: MutatedFile[] = [
  ...Object.entries({
    echo: 'POST /echo',
    'get-docs-asset': 'GET /docs/static/swagger-ui.css',
    'get-docs-json': 'GET /docs/json',
    'get-docs': 'GET /docs',
    'get-hello': 'GET /hello',
    'get-openapi': 'GET /openapi.json',
    'get-status': 'GET /status',
    'list-tools': 'GET /tools',
    'post-hello': 'POST /hello'
  }).map(([id, operation]) => ({
    file: `operations/${id}.xml`,
    mutations: [closed(`anyone may ${operation}`)]
  })),
  {
    file: 'operations/get-me.xml',
    mutations: [
      [
        'anyone',
        '<base />\n  </inbound>',
        '<set-variable name="access" value="anonymous" /><base />\n  </inbound>',
        'every other operation needs a token'
      ],
      [
        'not fatal',
        '<set-variable name="exchange-failure" value="fatal" />',
        '',
        '/me ends with the failure of its exchange, and the service is not asked'
      ],
      ['without the API', '<base />\n  </inbound>', '</inbound>', 'every other operation needs a token'],
      [
        'without the outbound of the API',
        '<base />\n  </outbound>',
        '</outbound>',
        'a Graph token that Graph refused is exchanged anew'
      ],
      [
        'without the backend of the API',
        '<base />\n  </backend>',
        '</backend>',
        'a user with a good token gets through'
      ],
      [
        'without the on-error of the API',
        '<base />\n  </on-error>',
        '</on-error>',
        'an expired token is called so'
      ]
    ]
  },
  {
    file: 'operations/get-hello.xml',
    mutations: [
      [
        'without the API',
        '<base />\n  </inbound>',
        '</inbound>',
        'x-graph-token of a client ends at the gateway'
      ],
      ['without the outbound of the API', '<base />\n  </outbound>', '</outbound>', secure],
      [
        'without the on-error of the API',
        '<base />\n  </on-error>',
        '</on-error>',
        'a service that cannot be reached is overloaded'
      ]
    ]
  }
]
