import t from 'tap'
import { bearer } from '../../../answer.ts'
import { type Chain, startChain } from '../../../chain.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'

const realNow = Date.now

t.test('a token of a new key works at once, and tokens of the previous key still work', async (t) => {
  const chain = await startChain(t)
  const before = await token(chain)
  const unused = await token(chain)
  t.equal((await chain.call('/me', bearer(before))).status, 200)
  await chain.entra.rotateKeys()
  // The service waits half a minute before it fetches the keys again for an unknown key.
  t.intercept(Date, 'now', { value: () => realNow() + 31_000 })
  t.equal((await chain.call('/me', bearer(await token(chain)))).status, 200)
  t.equal((await chain.call('/me', bearer(before))).status, 200)
  t.equal((await chain.call('/me', bearer(unused))).status, 200)
})

t.test('the last keys stay in use while the key server is down, and an unknown key is refused', async (t) => {
  const chain = await startChain(t)
  t.equal((await chain.call('/me', bearer(await token(chain)))).status, 200)
  const exp = Math.floor(realNow() / 1000) + 3 * 3600
  const tokens = await Promise.all(Array.from({ length: 4 }, () => token(chain, { exp })))
  chain.entra.faults.add({ path: /discovery|openid-configuration/, drop: true })
  for (const minutes of [1, 59, 61, 90]) {
    t.intercept(Date, 'now', { value: () => realNow() + minutes * 60_000 })
    const { status } = await chain.call('/tools/hello', toolCall(tokens.pop() ?? ''))
    t.equal(status, 200, `${minutes} minutes later`)
  }
  await chain.entra.rotateKeys()
  t.intercept(Date, 'now', { value: realNow })
  const { status, json } = await chain.call('/me', bearer(await token(chain)))
  t.match({ status, json }, { status: 401, json: { code: 'token_invalid' } })
})

function token({ entra, config }: Chain, changes = {}): Promise<string> {
  return entra.sign(userClaims(config, changes))
}
