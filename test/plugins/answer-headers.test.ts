import t from 'tap'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'
import { toolCall } from '../tool-call.ts'

const { call, token } = await startChain(t, { gateway: false })
const user = await token()

for (const [path, init] of [
  ['/me', bearer(user)],
  ['/tools/get_my_profile', toolCall(user)],
  ['/tools/list_my_events', toolCall(user)],
  ['/hello', bearer(user)],
  ['/status', bearer(user)]
] as const) {
  t.test(`no cache keeps, and no browser guesses at, the answer of ${path} to its caller`, async (t) => {
    const { headers } = await call(path, init)
    t.equal(headers.get('cache-control'), 'no-store')
    t.equal(headers.get('x-content-type-options'), 'nosniff')
  })
}

t.test('what is the same for everybody may be kept', async (t) => {
  for (const [path, init] of [
    ['/hello', {}],
    ['/tools', {}],
    ['/tools', bearer(user)],
    ['/.well-known/oauth-protected-resource', bearer(user)]
  ] as const) {
    const { headers } = await call(path, init)
    t.not(headers.get('cache-control'), 'no-store', path)
    t.equal(headers.get('x-content-type-options'), 'nosniff', path)
  }
})
