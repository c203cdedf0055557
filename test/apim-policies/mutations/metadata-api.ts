import type { MutatedFile } from './mutation.ts'

const secure = 'no answer goes without its security headers'
const metadata = 'every page may read the metadata'
const spelled = 'the metadata is found by every spelling of its address'
const described = 'the metadata describes the MCP endpoint, at both of its addresses'

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
      /context\.Request\.OriginalUrl\.Path\.TrimEnd.*OrdinalIgnoreCase\)/,
      'true',
      'no other path of the metadata reaches the service'
    ],
    [
      'a suffix by its beginning',
      "OriginalUrl.Path.TrimEnd('/').Equals(",
      'OriginalUrl.Path.StartsWith(',
      'no other path of the metadata reaches the service'
    ],
    ['one spelling', 'StringComparison.OrdinalIgnoreCase', 'StringComparison.Ordinal', spelled],
    ['no slash at the end', "OriginalUrl.Path.TrimEnd('/')", 'OriginalUrl.Path', spelled],
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
