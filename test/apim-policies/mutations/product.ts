import type { MutatedFile } from './mutation.ts'

const limited = 'a user may call so often in a minute, and is told how often'
const daily = 'a user may call so often in a day'

export const product: MutatedFile = {
  file: 'product.xml',
  mutations: [
    ['no rate limit', /<rate-limit-by-key calls="{{calls-per-minute}}"[^>]*>/, '', limited],
    [
      'one rate limit for all',
      '"minute {{public-url}} " + (string)context.Variables["limited"]',
      '"minute"',
      'one user does not use up the calls of another'
    ],
    [
      'a rate limit by token',
      '"minute {{public-url}} " + (string)context.Variables["limited"]',
      '"minute {{public-url}} " + context.Request.Headers.GetValueOrDefault("Authorization", (string)context.Variables["limited"])',
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
    ['no total of calls', ' total-calls-header-name="RateLimit-Limit"', '', limited]
  ]
}

export const dailyQuota: MutatedFile = {
  file: 'fragments/daily-quota.xml',
  mutations: [
    ['no quota', /<quota-by-key[^>]*>/, '', daily],
    ['one quota for all', '"day {{public-url}} " + (string)context.Variables["limited"]', '"day"', daily],
    ['a quota of five minutes', 'renewal-period="86400"', 'renewal-period="300"', daily]
  ]
}
