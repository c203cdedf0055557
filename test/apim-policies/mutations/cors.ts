import type { MutatedFile, Mutation } from './mutation.ts'

const allowed = 'each configured origin may call, with what a client needs'
const exposed = 'a page reads the headers that it must act on, from refusals too'
const without = (name: string, value: string, check: string): Mutation => [
  `${name} ${value} missing`,
  new RegExp(`<${name}>${value}</${name}>\\s*`),
  '',
  check
]

export const cors: MutatedFile = {
  file: 'api.xml',
  mutations: [
    ['any origin may call', /<origin>.*?<\/origin>/, '<origin>*</origin>', 'no other origin may call'],
    [
      'every origin is echoed',
      /<origin>.*?<\/origin>/,
      '<origin>@(context.Request.Headers.GetValueOrDefault("Origin", ""))</origin>',
      'no other origin may call'
    ],
    ['a fixed origin', /<origin>.*?<\/origin>/, '<origin>https://one.example</origin>', allowed],
    ['credentials of browsers', 'allow-credentials="false"', 'allow-credentials="true"', allowed],
    ['preflights not remembered', ' preflight-result-max-age="600"', '', allowed],
    [
      'foreign origins cut off',
      'terminate-unmatched-request="false"',
      'terminate-unmatched-request="true"',
      'a foreign origin is answered like anyone, without leave to read it'
    ],
    ['no headers of tools', '<header>*</header>', '<header>Authorization</header>', allowed],
    without('method', 'DELETE', allowed),
    without('method', 'GET', allowed),
    without('method', 'HEAD', allowed),
    without('method', 'POST', allowed),
    ...['ETag', 'RateLimit-Limit', 'RateLimit-Remaining', 'Retry-After', 'WWW-Authenticate'].map((name) =>
      without('header', name, exposed)
    ),
    [
      'CORS after the token',
      /(<cors[\s\S]*?<\/cors>)([\s\S]*?)(<base \/>)/,
      (_, block = '', between = '', base = '') => between + block + base,
      exposed
    ]
  ]
}
