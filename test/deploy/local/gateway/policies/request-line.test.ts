import t from 'tap'
import { listen, start } from '../start.ts'

t.test('set-query-parameter changes one parameter and leaves the others as they were', async (t) => {
  const { url } = await start(t, {
    inbound: `
      <set-query-parameter name="a"><value>1 &amp; 2</value></set-query-parameter>
      <set-query-parameter name="b" exists-action="skip"><value>new</value></set-query-parameter>
      <set-query-parameter name="c" exists-action="append"><value>new</value></set-query-parameter>
      <set-query-parameter name="d" exists-action="delete" />`
  })
  const response = await fetch(`${url}/x?a=0&b=old&c=old&d=1&d=2&e=%7e+%41`)
  t.match(await response.json(), { url: '/x?b=old&c=old&e=%7e+%41&a=1%20%26%202&c=new' })
})

t.test('rewrite-uri fills its template and copies the other parameters by default', async (t) => {
  const paths = {
    '/users/{id}': { get: { operationId: 'copy' } },
    '/people/{id}': { get: { operationId: 'drop' } }
  }
  const rewrite = (
    more: string
  ) => `<policies><inbound><rewrite-uri template="/v2/{id}/of?kind={kind}" ${more}/></inbound>
    <backend><base /></backend><outbound /><on-error /></policies>`
  const { url } = await start(t, {
    paths,
    files: {
      'operations/copy.xml': rewrite(''),
      'operations/drop.xml': rewrite('copy-unmatched-params="false" ')
    }
  })
  t.match(await (await fetch(`${url}/users/a%2Fb?kind=k&x=1`)).json(), { url: '/v2/a%2Fb/of?kind=k&x=1' })
  t.match(await (await fetch(`${url}/people/7?kind=k&x=1`)).json(), { url: '/v2/7/of?kind=k' })
})

t.test('set-method, set-body and set-backend-service change what the backend gets', async (t) => {
  const other = await listen(t, (request, response) => response.end(`other ${request.method} ${request.url}`))
  const { url } = await start(t, {
    inbound: `<set-method>PUT</set-method><set-backend-service base-url="${other}/base/" />`
  })
  t.equal(await (await fetch(`${url}/x?y=1`)).text(), 'other PUT /base/x?y=1')

  const body = await start(t, { inbound: '<set-body> text\n with "space" </set-body>', outbound: '<base />' })
  t.match(await (await fetch(`${body.url}/x`, { method: 'POST', body: 'old' })).json(), {
    body: ' text\n with "space" '
  })
})

t.test('set-status and set-body of outbound change the answer', async (t) => {
  const { url } = await start(t, {
    outbound: '<set-status code="202" reason="Later" /><set-body>done</set-body>'
  })
  const response = await fetch(`${url}/x`)
  t.same([response.status, response.statusText, await response.text()], [202, 'Later', 'done'])
})

t.test('choose runs the first branch whose condition is true, or otherwise, or nothing', async (t) => {
  const mark = (value: string) =>
    `<set-header name="x-mark" exists-action="append"><value>${value}</value></set-header>`
  const { url } = await start(t, {
    inbound: `
      <choose><when condition="false">${mark('a')}</when><when condition="true">${mark('b')}</when><when condition="true">${mark('c')}</when></choose>
      <choose><when condition="false">${mark('d')}</when><otherwise>${mark('e')}</otherwise></choose>
      <choose><when condition="false">${mark('f')}</when></choose>`
  })
  t.match(await (await fetch(`${url}/x`)).json(), { headers: { 'x-mark': 'b,e' } })
})
