import type { MutatedFile } from './mutation.ts'

const good = 'a user with a good token gets through'

export const forwarding: MutatedFile = {
  file: 'api.xml',
  mutations: [
    [
      'answers buffered',
      'buffer-response="false"',
      'buffer-response="true"',
      'events arrive while the answer goes on'
    ],
    [
      'answers buffered, as is the default',
      ' buffer-response="false"',
      '',
      'events arrive while the answer goes on'
    ],
    [
      'requests buffered',
      'buffer-response="false"',
      'buffer-response="false" buffer-request-body="true"',
      'a request arrives while it is still being sent'
    ],
    [
      'the backend section of the platform',
      /<forward-request[^>]*>/,
      '<base />',
      'events arrive while the answer goes on'
    ],
    ['no backend', /<forward-request[^>]*>/, '', good],
    ['no address of the backend', /<set-backend-service[^>]*>/, '', good],
    [
      'the policies of the instance choose the backend',
      /(<base \/>)([\s\S]*?)(<set-backend-service[^>]*>)/,
      (_, base = '', between = '', chosen = '') => chosen + base + between,
      good
    ],
    [
      'an address does not replace a backend',
      'backend-id="mcp-auth-service"',
      'base-url="{{public-url}}"',
      good
    ],

    [
      'a refused Graph token kept',
      /<cache-remove-value[^>]*>/,
      '<set-variable name="nothing" value="" />',
      'a Graph token that Graph refused is exchanged anew'
    ],
    [
      'a refused Graph token of nobody',
      ' && context.Variables.ContainsKey("exchange-key")',
      '',
      'what the service says of Graph tokens stays inside, on open operations too'
    ],
    [
      'X-Graph-Token-Refused shown',
      '<set-header name="X-Graph-Token-Refused" exists-action="delete" />',
      '',
      'what the service says of Graph tokens stays inside, on open operations too'
    ],
    [
      'pages of the platform shown',
      'context.Response.StatusCode >= 500 && ',
      'context.Response.StatusCode >= 600 && ',
      'the page of a platform is no answer of ours'
    ],
    [
      'a 500 of the platform shown',
      'context.Response.StatusCode >= 500 && ',
      'context.Response.StatusCode > 500 && ',
      'the page of a platform is no answer of ours'
    ],
    [
      'the failures of the service hidden',
      ' && !context.Response.Headers.GetValueOrDefault("Content-Type", "").Contains("json")',
      '',
      'the failures that the service names are its own'
    ],
    [
      'no security headers',
      '<include-fragment fragment-id="security-headers" />',
      '',
      'no answer goes without its security headers'
    ],
    [
      'on-error removed',
      /<on-error>[\s\S]*<\/on-error>/,
      '<on-error><base /></on-error>',
      'an expired token is called so'
    ],
    ['no on-error', /<on-error>[\s\S]*<\/on-error>/, '', 'a service that cannot be reached is overloaded']
  ]
}
