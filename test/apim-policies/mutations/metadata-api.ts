import type { MutatedFile } from './mutation.ts'

const secure = 'no answer goes without its security headers'
const metadata = 'every page may read the metadata'
const spelled = 'the metadata is found by every spelling of its address'
const described = 'each metadata document describes the resource, or the server, that it was asked for'

export const metadataApi: MutatedFile = {
  file: 'metadata-api.xml',
  mutations: [
    ['no page may read it', '<origin>*</origin>', '<origin>https://one.example</origin>', metadata],
    ['any header', '<header>Accept</header>', '<header>*</header>', metadata],
    ['no Accept', '<header>Accept</header>', '', metadata],
    ['preflights not remembered', ' preflight-result-max-age="600"', '', metadata],
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
      'context.Operation.Id == "get-oauth-mcp-metadata" ? "/oauth/mcp" : "/mcp"',
      '"/mcp"',
      described
    ],
    ['no authorization server', 'context.Operation.Id == "get-server-metadata"', 'false', described],
    [
      'another resource',
      'new Uri("{{public-url}}" + path).AbsolutePath',
      'path',
      'the address in the challenge leads to the metadata'
    ],
    ['another server', 'new Uri("{{public-url}}/oauth").AbsolutePath', '"/oauth"', described],
    ['the path of the client', /<rewrite-uri [\s\S]*?\/>/, '', spelled],
    [
      'what the client asked',
      ' copy-unmatched-params="false"',
      '',
      'no query of a client reaches the metadata'
    ],
    ['no backend', /<forward-request[^>]*>/, '', described],
    ['no address of the backend', /<set-backend-service[^>]*>/, '', described],
    [
      'the policies of the instance choose the backend',
      /(<base \/>)([\s\S]*?)(<set-backend-service[^>]*>)/,
      (_, base = '', between = '', chosen = '') => chosen + base + between,
      described
    ],
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
