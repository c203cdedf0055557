import t from 'tap'
import { start } from '../start.ts'

t.test('each exists-action changes a header of the client in its own way', async (t) => {
  const { url } = await start(t, {
    inbound: `
      <set-header name="X-Default"><value>new</value></set-header>
      <set-header name="X-Override" exists-action="override"><value>new</value></set-header>
      <set-header name="X-Skip" exists-action="skip"><value>new</value></set-header>
      <set-header name="X-Append" exists-action="append"><value>new</value><value>newer</value></set-header>
      <set-header name="X-DELETE" exists-action="delete" />
      <set-header name="X-Absent-Skip" exists-action="skip"><value>new</value></set-header>
      <set-header name="X-Absent-Delete" exists-action="delete" />`
  })
  const sent = ['default', 'override', 'skip', 'append', 'delete'].map(
    (name) => [`x-${name}`, 'old'] as [string, string]
  )
  const { headers } = (await (await fetch(`${url}/x`, { headers: sent })).json()) as {
    headers: Record<string, string>
  }
  t.match(headers, { 'x-default': 'new', 'x-override': 'new', 'x-skip': 'old', 'x-append': 'old,new,newer' })
  t.equal(headers['x-absent-skip'], 'new')
  t.notOk('x-delete' in headers)
})

t.test('the values of the listed headers are sent on separate lines, and others are joined', async (t) => {
  const { url } = await start(t, {
    outbound: ['Set-Cookie', 'WWW-Authenticate', 'X-Other']
      .map((name) => `<set-header name="${name}"><value>a=1</value><value>b=2</value></set-header>`)
      .join('')
  })
  const { headers } = await fetch(`${url}/x`)
  t.same(headers.getSetCookie(), ['a=1', 'b=2'])
  t.equal(headers.get('www-authenticate'), 'a=1, b=2')
  t.equal(headers.get('x-other'), 'a=1,b=2')
})

t.test('headers of the connection cannot be changed', async (t) => {
  const { url } = await start(t, {
    inbound: '<set-header name="Content-Length"><value>1</value></set-header>',
    outbound: `<set-header name="Transfer-Encoding"><value>gzip</value></set-header>
      <set-header name="Connection"><value>x-from</value></set-header>`
  })
  const response = await fetch(`${url}/x`, { method: 'POST', body: 'four' })
  t.notOk(response.headers.has('transfer-encoding') && response.headers.get('transfer-encoding') === 'gzip')
  t.match(await response.json(), { body: 'four' })
})

t.test('a value with a line break is an error, never a second header', async (t) => {
  const { url, calls } = await start(t, {
    inbound: '<set-header name="X-A"><value>{{broken}}</value></set-header>',
    namedValues: { broken: 'a\r\nX-B: 1' }
  })
  t.equal((await fetch(`${url}/x`)).status, 500)
  t.match(calls(), [{ error: { source: 'set-header', reason: 'ExpressionValueEvaluationFailure' } }])
})
