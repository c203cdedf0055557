import t from 'tap'
import { policyDocument, start } from '../start.ts'

const lookup = '<cache-lookup-value key="k" variable-name="found" />'

t.test('a stored value is found until it expires or is removed', async (t) => {
  const { url, calls } = await start(t, {
    paths: { '/store': { get: {} }, '/look': { get: {} }, '/remove': { get: {} } },
    files: {
      'operations/get-store.xml': policyDocument({
        inbound: '<cache-store-value key="k" value="v" duration="60" />'
      }),
      'operations/get-look.xml': policyDocument({ inbound: lookup }),
      'operations/get-remove.xml': policyDocument({ inbound: '<cache-remove-value key="k" />' })
    }
  })
  const call = async (path: string) => {
    await (await fetch(`${url}/${path}`)).text()
    return calls().at(-1)?.steps[0]
  }
  t.match(await call('look'), { decisions: ['cache miss'], variables: {} })
  t.match(await call('store'), { decisions: ['stored for 60 s'] })
  t.match(await call('look'), { decisions: ['cache hit'], variables: { found: 'v' } })
  t.match(await call('remove'), { decisions: ['removed'] })
  t.match(await call('look'), { decisions: ['cache miss'] })
  await call('store')
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now + 60_001 })
  t.match(await call('look'), { decisions: ['cache miss'] })
})

t.test('a miss leaves the variable unset, or gives the default', async (t) => {
  const { url, calls } = await start(t, {
    inbound: lookup,
    outbound: '<cache-lookup-value key="k" variable-name="other" default-value="none" />'
  })
  await (await fetch(`${url}/x`)).text()
  const [first, , second] = calls()[0]?.steps ?? []
  t.same([first?.variables, second?.variables], [{}, { other: 'none' }])
})
