import t from 'tap'
import { policyDocument, start } from '../start.ts'

const failing = '<check-header name="x-needed" failed-check-httpcode="401" id="needed" />'

t.test('an error skips the rest and answers with the default body', async (t) => {
  const { url } = await start(t, {
    inbound: `${failing}<return-response />`,
    service: () => t.fail('called')
  })
  const response = await fetch(`${url}/x`)
  t.equal(response.status, 401)
  t.match(response.headers.get('content-type'), 'application/json')
  t.match(await response.json(), { statusCode: 401, message: /x-needed/ })
})

t.test('on-error changes the answer, and sees where the error came from', async (t) => {
  const { url, calls } = await start(t, {
    inbound: `<choose><when condition="false" /><when condition="true">${failing}</when></choose>`,
    onError: '<set-status code="418" /><set-header name="x-handled"><value>1</value></set-header>'
  })
  const response = await fetch(`${url}/x`)
  t.same([response.status, response.headers.get('x-handled')], [418, '1'])
  t.match(calls(), [
    {
      error: {
        source: 'check-header',
        reason: 'HeaderNotFound',
        scope: 'api',
        section: 'inbound',
        path: 'choose[1]/when[2]/check-header[1]'
      }
    }
  ])
})

t.test("the scope of an error is its document's", async (t) => {
  const { url, calls } = await start(t, { files: { 'product.xml': policyDocument({ inbound: failing }) } })
  await fetch(`${url}/x`)
  t.match(calls(), [{ error: { scope: 'product', path: 'check-header[1]' } }])
})

t.test('return-response in on-error replaces the answer', async (t) => {
  const { url } = await start(t, {
    inbound: failing,
    onError:
      '<return-response><set-status code="403" /><set-body>mine</set-body></return-response><set-status code="500" />'
  })
  const response = await fetch(`${url}/x`)
  t.same([response.status, await response.text()], [403, 'mine'])
})

t.test('an error in on-error is a plain 500', async (t) => {
  const { url } = await start(t, {
    inbound: failing,
    onError: '<set-header name="x-a"><value>{{broken}}</value></set-header>',
    namedValues: { broken: 'a\nb' }
  })
  const response = await fetch(`${url}/x`)
  t.match(await response.json(), { statusCode: 500, message: 'Internal server error' })
})

t.test(
  'a missing operation runs the on-error of its API, and a missing API the global on-error',
  async (t) => {
    const { url, base } = await start(t, {
      paths: {},
      onError: '<base /><set-header name="x-api"><value>1</value></set-header>',
      files: {
        'global.xml': `<policies><inbound /><backend><forward-request /></backend><outbound />
        <on-error><set-header name="x-global"><value>1</value></set-header></on-error></policies>`
      }
    })
    const inApi = await fetch(`${url}/none`)
    t.same([inApi.status, inApi.headers.get('x-global'), inApi.headers.get('x-api')], [404, '1', '1'])
    const outside = await fetch(`${base}/none`)
    t.same([outside.status, outside.headers.get('x-global'), outside.headers.get('x-api')], [404, '1', null])
  }
)
