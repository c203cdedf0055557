import t from 'tap'
import { tokenRequests } from '../../oauth-requests.ts'
import { startBeforeDouble } from './entra-double.ts'

const most = 300

t.test('one address redeems so often in a minute, whatever it claims to be', async (t) => {
  const { config, asked, redeem } = await startBeforeDouble(t)
  const form = tokenRequests(config)[0]?.text ?? ''
  for (let calls = 0; calls < most; calls++) await redeem('')
  const { statusCode, headers, body } = await redeem(form, { 'x-forwarded-for': '203.0.113.7' })
  t.match([statusCode, JSON.parse(body)], [429, { code: 'rate_limited' }])
  t.ok(Number(headers['retry-after']) > 0)
  t.strictSame(asked, [])
})

t.test('behind the ingress of Container Apps, an address is the one that the ingress saw', async (t) => {
  const { redeem } = await startBeforeDouble(t, {
    environment: { CONTAINER_APP_NAME: 'app', CONTAINER_APP_ENV_DNS_SUFFIX: 'example' }
  })
  const from = (addresses: string) => redeem('', { 'x-forwarded-for': addresses })
  for (let calls = 0; calls < most; calls++) await from(`198.51.100.${calls % 250}, 203.0.113.7`)
  t.equal((await from('192.0.2.1, 203.0.113.7')).statusCode, 429)
  t.equal((await from('203.0.113.7, 203.0.113.8')).statusCode, 400)
})
