import type { MutatedFile, Mutation } from './mutation.ts'

const secure = 'no answer goes without its security headers'

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
