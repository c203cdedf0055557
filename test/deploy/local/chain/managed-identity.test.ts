import t from 'tap'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'

const { now: clock } = Date
const inside = 'inside-of-the-house'

for (const [needed, path] of [
  ['the exchange', /\/msi\/token.*AzureADTokenExchange/],
  ['the service', /\/msi\/token\?(?!.*AzureADTokenExchange)/]
] as const) {
  for (const fault of [{ status: 500, body: inside }, { drop: true }, { body: '<html>' }, { body: '{}' }]) {
    t.test(
      `the managed identity for ${needed} answers ${JSON.stringify(fault)}: it is not the caller's fault`,
      async (t) => {
        const chain = await startChain(t)
        const token = await chain.entra.sign(userClaims(chain.config))
        const mend = chain.entra.faults.add({ path, ...fault })
        for (const answer of [
          await chain.call('/me', bearer(token)),
          await chain.call('/tools/get_my_profile', toolCall(token))
        ]) {
          t.match(answer, { status: 503, json: { code: 'identity_unavailable' } })
          t.match(answer.headers.get('retry-after'), /^\d+$/)
          t.notMatch(answer.text, inside)
        }
        t.equal((await chain.call('/hello')).status, needed === 'the exchange' ? 200 : 503)
        mend()
        t.intercept(Date, 'now', { value: () => clock() + 5_000 })
        t.equal((await chain.call('/me', bearer(token))).status, 200)
      }
    )
  }
}
