import t from 'tap'
import { tools } from '../../../app/tools/index.ts'
import { signInScopes } from '../../../app/tools/tool.ts'
import { authorizationRequests } from '../../oauth-requests.ts'
import { startBeforeDouble } from './entra-double.ts'

const { app, config, asked } = await startBeforeDouble(t)

const signInScope = signInScopes(config, tools).map(config.scopeUri).join(' ')

for (const { name, text, passed } of authorizationRequests(config, signInScope)) {
  if (passed) {
    t.test(`a request ${name} goes on to Entra`, async (t) => {
      const { statusCode, headers, body } = await app.inject(`/oauth/authorize?${text}`)
      t.equal(statusCode, 302)
      const [address, query] = String(headers.location).split('?')
      t.equal(address, config.authorizationEndpoint)
      t.strictSame(Object.fromEntries(new URLSearchParams(query)), passed)
      t.equal(headers['cache-control'], 'no-store')
      t.equal(body, '')
    })
  } else {
    t.test(`a request ${name} is refused on the spot`, async (t) => {
      const { statusCode, headers, body } = await app.inject(`/oauth/authorize?${text}`)
      t.equal(statusCode, 400)
      t.match(JSON.parse(body), { code: 'input_invalid', detail: /^(Send|Ask) / })
      t.notOk(headers.location)
    })
  }
}

t.test('nobody asks Entra for a redirect', async (t) => {
  t.strictSame(asked, [])
})

t.test('a form is no authorization request', async (t) => {
  t.equal((await app.inject({ method: 'POST', url: '/oauth/authorize' })).statusCode, 405)
})
