import t from 'tap'
import { accounts } from '../../deploy/local/tenant.ts'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'
import { userClaims } from '../user-claims.ts'

const { call, config, entra, graph } = await startChain(t, { gateway: false })
const post = (body: object, headers = {}) =>
  call('/hello', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body)
  })

t.test('greets the world when nobody is named', async (t) => {
  for (const answer of [await call('/hello'), await post({})]) {
    t.match(answer, { status: 200, json: { message: 'Hello, world!' } })
    t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  }
})

t.test('greets the signed-in caller by name, with no call to anyone', async (t) => {
  const signedIn = bearer(await entra.sign(userClaims(config)))
  t.match(await call('/hello', signedIn), { json: { message: `Hello, ${accounts.user.name}!` } })
  t.match(await post({}, signedIn.headers), { json: { message: `Hello, ${accounts.user.name}!` } })
  t.equal(graph.requests.length, 0)
})

t.test('greets the world when the caller has no name', async (t) => {
  const nameless = bearer(await entra.sign(userClaims(config, { name: undefined })))
  t.match(await call('/hello', nameless), { json: { message: 'Hello, world!' } })
})

t.test('the given name comes before the own one', async (t) => {
  const signedIn = bearer(await entra.sign(userClaims(config)))
  t.match(await call('/hello?name=Ada', signedIn), { json: { message: 'Hello, Ada!' } })
  t.match(await post({ name: 'Ada' }, signedIn.headers), { json: { message: 'Hello, Ada!' } })
})

for (const name of [
  'A',
  'Zoë',
  '李小龍',
  "O'Neill",
  '<b>',
  '"',
  '{{7*7}}',
  '👩‍🚀'.slice(0, 2),
  '😀'.repeat(100),
  '1',
  'true'
]) {
  t.test(`the name ${name.slice(0, 20)} comes back as it is`, async (t) => {
    const message = `Hello, ${name}!`
    t.same((await call(`/hello?name=${encodeURIComponent(name)}`)).json, { message })
    t.same((await post({ name })).json, { message })
  })
}

t.test('a name has 1 to 100 characters, however many bytes they take', async (t) => {
  t.equal((await post({ name: 'é'.repeat(100) })).status, 200)
  t.equal((await post({ name: 'é'.repeat(101) })).status, 400)
  t.equal((await post({ name: '😀'.repeat(101) })).status, 400)
  t.equal((await post({ name: '' })).status, 400)
})
