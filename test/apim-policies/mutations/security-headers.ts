import type { MutatedFile } from './mutation.ts'

const secure = 'no answer goes without its security headers'

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
