import t from 'tap'
import { listen, policyDocument, start } from '../start.ts'
import { startIssuer, tenant, toIssuer } from '../tokens.ts'

const header = (name: string, value: string) =>
  `<set-header name="${name}"><value>${value}</value></set-header>`

t.test('an expression can be the whole value wherever one is allowed', async (t) => {
  const { url } = await start(t, {
    namedValues: { who: 'world' },
    inbound: `
      <set-variable name="n" value="@(1 + 2)" />
      ${header('x-sum', '@((int)context.Variables["n"] * 2)')}
      ${header('@("x-" + "name")', '@("hello {{who}}")')}
      ${header('x-flag', '@(1 < 2 && "a" != "b")')}
      ${header(
        'x-block',
        `@{
          // why
          var text = "<&>";
          return text;
        }`
      )}
      <set-header name="x-gone" exists-action="@("del" + "ete")"><value>x</value></set-header>
      <set-variable name="lines" value="@{
        // a comment
        return "one" + // and one more
          "two";
      }" />
      ${header('x-lines', '@((string)context.Variables["lines"])')}
      <set-method>@("PUT")</set-method>
      <set-query-parameter name="q"><value>@(context.Request.Url.Query.GetValueOrDefault("q", "") + "!")</value></set-query-parameter>
      <rewrite-uri template="@("/to/" + context.Request.MatchedParameters["id"])" />`,
    paths: { '/from/{id}': { get: {} } }
  })
  const sent = await (await fetch(`${url}/from/7?q=1`, { headers: { 'x-gone': '1' } })).json()
  t.match(sent, {
    method: 'PUT',
    url: '/to/7?q=1!',
    headers: {
      'x-sum': '6',
      'x-name': 'hello world',
      'x-flag': 'True',
      'x-block': '<&>',
      'x-lines': 'onetwo'
    }
  })
  t.notMatch(sent, { headers: { 'x-gone': '1' } })
})

t.test("conditions see the call's method, headers, operation and variables", async (t) => {
  const { url } = await start(t, {
    paths: { '/one': { get: { operationId: 'one' }, post: { operationId: 'two' } } },
    inbound: `<choose>
      <when condition="@(context.Request.Method == "POST" && context.Operation.Id == "two")">${header('x-taken', 'post')}</when>
      <when condition="@(context.Request.Headers.ContainsKey("X-A"))">${header('x-taken', '@(context.Request.Headers.GetValueOrDefault("x-a", ""))')}</when>
      <otherwise>${header('x-taken', '@(context.Variables.GetValueOrDefault<string>("none", "nothing"))')}</otherwise>
    </choose>`
  })
  const taken = async (init: RequestInit) => await (await fetch(`${url}/one`, init)).json()
  t.match(await taken({ method: 'POST' }), { headers: { 'x-taken': 'post' } })
  t.match(await taken({ headers: { 'X-a': 'mine' } }), { headers: { 'x-taken': 'mine' } })
  t.match(await taken({}), { headers: { 'x-taken': 'nothing' } })
})

t.test('a body that an expression reads is kept only with preserveContent', async (t) => {
  for (const preserve of [true, false]) {
    const { url } = await start(t, {
      inbound: header(
        'x-name',
        `@((string)context.Request.Body.As<JObject>(preserveContent: ${preserve})["name"])`
      ),
      outbound: header('x-first', `@(context.Response.Body.As<string>(${preserve}).Substring(0, 1))`)
    })
    const response = await fetch(`${url}/x`, { method: 'POST', body: '{"name":"Ada"}' })
    t.equal(response.headers.get('x-first'), '{')
    const text = await response.text()
    if (preserve) t.match(JSON.parse(text), { body: '{"name":"Ada"}', headers: { 'x-name': 'Ada' } })
    else t.equal(text, '')
  }
})

t.test('the variable of a send-request holds its response, or null after a failure', async (t) => {
  const token = await listen(t, (_, response) =>
    response.writeHead(400, { 'x-h': '1' }).end('{"error":"invalid_grant"}')
  )
  const request = (target: string) =>
    `<send-request mode="new" response-variable-name="r" ignore-error="true" timeout="2"><set-url>@("${target}")</set-url></send-request>`
  const read = `@{ var r = (IResponse)context.Variables["r"];
    return r == null ? "none" : r.StatusCode + r.Headers.GetValueOrDefault("X-H", "") + (string)r.Body.As<JObject>()["error"]; }`
  for (const [target, expected] of [
    [token, '4001invalid_grant'],
    ['http://127.0.0.1:9', 'none']
  ] as const) {
    const { url } = await start(t, { inbound: request(target) + header('x-read', read) })
    t.match(await (await fetch(`${url}/x`)).json(), { headers: { 'x-read': expected } })
  }
})

t.test('a validated token is a Jwt in its variable', async (t) => {
  const issuer = await startIssuer(t)
  const { url } = await start(t, {
    dispatcher: toIssuer(t, issuer.url),
    inbound: `<validate-azure-ad-token tenant-id="${tenant}" output-token-variable-name="jwt">
        <audiences><audience>@("this-" + "api")</audience></audiences></validate-azure-ad-token>
      ${header('x-scopes', '@(((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("scp", ""))')}
      ${header('x-left', '@((int)(((Jwt)context.Variables["jwt"]).ExpirationTime.Value - DateTime.UtcNow).TotalSeconds)')}`
  })
  const headers = { authorization: `Bearer ${await issuer.token()}` }
  const sent = await (await fetch(`${url}/x`, { headers })).json()
  t.match(sent, { headers: { 'x-scopes': 'access_as_user other', 'x-left': /^5\d$/ } })
})

t.test('an exception of an expression runs on-error, which sees it in LastError', async (t) => {
  const { url, calls } = await start(t, {
    inbound: '<set-variable id="here" name="n" value="@(int.Parse("x"))" />',
    onError: `${header('x-status', '@(context.Response.StatusCode)')}${header(
      'x-error',
      '@(string.Join(" ", new[] { context.LastError.Source, context.LastError.Reason, context.LastError.Scope, context.LastError.Section, context.LastError.Path, context.LastError.PolicyId }))'
    )}`
  })
  const response = await fetch(`${url}/x`)
  t.equal(response.headers.get('x-status'), '500')
  t.equal(
    response.headers.get('x-error'),
    'set-variable ExpressionValueEvaluationFailure api inbound set-variable[1] here'
  )
  t.match(calls(), [{ error: { reason: 'ExpressionValueEvaluationFailure' } }])
})

t.test('a value of the wrong type is an evaluation failure', async (t) => {
  const { url, calls } = await start(t, {
    inbound: '<cache-store-value key="k" value="v" duration="@("soon")" />'
  })
  t.equal((await fetch(`${url}/x`)).status, 500)
  t.match(calls(), [{ error: { reason: 'ExpressionValueEvaluationFailure', source: 'cache-store-value' } }])
})

t.test('a cached value keeps its type, and a limit can count by the answer', async (t) => {
  const { url } = await start(t, {
    paths: { '/store': { get: {} }, '/read': { get: {} }, '/limited': { get: {} } },
    service: (request, response) =>
      response.writeHead(request.url === '/limited?fail' ? 500 : 200).end(request.headers['x-next']),
    files: {
      'operations/get-store.xml': policyDocument({
        inbound: '<cache-store-value key="k" value="@(41)" duration="@(30 + 30)" />'
      }),
      'operations/get-read.xml': policyDocument({
        inbound: `<cache-lookup-value key="k" variable-name="n" />${header('x-next', '@((int)context.Variables["n"] + 1)')}`
      }),
      'operations/get-limited.xml': policyDocument({
        inbound: `<rate-limit-by-key calls="1" renewal-period="60" counter-key="@(context.Request.IpAddress)"
          increment-condition="@(context.Response.StatusCode == 200)" retry-after-variable-name="wait" />`,
        onError: header('x-wait', '@((int)context.Variables["wait"] + 100)')
      })
    }
  })
  await (await fetch(`${url}/store`)).text()
  t.equal(await (await fetch(`${url}/read`)).text(), '42')
  const status = async (path: string) => (await fetch(url + path)).status
  t.same(
    [await status('/limited?fail'), await status('/limited?fail'), await status('/limited')],
    [500, 500, 200]
  )
  const refused = await fetch(`${url}/limited`)
  t.same([refused.status, refused.headers.get('x-wait')], [429, '160'])
})

t.test('retry evaluates its condition after every run', async (t) => {
  let calls = 0
  const { url } = await start(t, {
    backend: `<retry condition="@(context.Response.StatusCode >= 500)" count="5" interval="0"><forward-request /></retry>`,
    service: (_, response) => response.writeHead(++calls < 3 ? 503 : 200).end()
  })
  t.equal((await fetch(`${url}/x`)).status, 200)
  t.equal(calls, 3)
})

t.test('an unknown type or member stops the load with file and line', async (t) => {
  for (const expression of ['@(Environment.MachineName)', '@(context.Nothing)', '@(1 +)']) {
    await t.rejects(start(t, { inbound: `\n<set-variable name="a" value="${expression}" />` }), {
      message: /^api\.xml:3:\d+: /
    })
  }
})
