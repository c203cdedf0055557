import assert from 'node:assert/strict'
import { tools } from '../../../app/tools/index.ts'
import { signInScopes } from '../../../app/tools/tool.ts'
import type { Answer } from '../../answer.ts'
import { authorizationRequests, tokenRequests } from '../../oauth-requests.ts'
import { rawRequest } from '../../raw-request.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { assertNothingWentOut, assertProblem } from './refused.ts'

const json = { 'content-type': 'application/json' }
const tokenPath = /POST .*\/oauth2\/v2\.0\/token/

/** The requests of both endpoints are known only with the configuration, so they are one check each. */
export const oauthChecks = {
  async 'an authorization request goes on to Entra with what it may hold, or is refused on the spot'(gate) {
    for (const { name, text, passed } of authorizationRequests(gate.config, signInScope(gate))) {
      const answer = await gate.call(`/oauth/authorize?${text}`)
      const location = answer.headers.get('location')
      if (passed) {
        assert.equal(answer.status, 302, name)
        const [address, query] = String(location).split('?')
        assert.equal(address, gate.config.authorizationEndpoint, name)
        assert.deepEqual(Object.fromEntries(new URLSearchParams(query)), passed, name)
      } else {
        assert.deepEqual([answer.status, location], [400, null], name)
        assert.equal(answer.json.code, 'input_invalid', name)
      }
    }
    assertNothingWentOut(gate)
  },
  async 'the gateway refuses an authorization request in the words of the service'(gate) {
    for (const { name, text, passed } of authorizationRequests(gate.config, signInScope(gate))) {
      if (passed) continue
      const path = `/oauth/authorize?${text}`
      const [own, theirs] = [await gate.call(path), await gate.callService(path)]
      assert.deepEqual({ ...own.json, requestId: '' }, { ...theirs.json, requestId: '' }, name)
    }
  },
  async 'the redirect to Entra is an answer that nobody runs or keeps'(gate) {
    const { status, headers, text } = await gate.call(`/oauth/authorize?${firstRequest(gate)}`)
    assert.deepEqual([status, text], [302, ''])
    assertSealed(headers)
  },
  async 'only GET leads to the sign-in'(gate) {
    const path = `/oauth/authorize?${firstRequest(gate)}`
    for (const method of ['POST', 'HEAD', 'PUT', 'DELETE']) {
      const { status, headers } = await gate.call(path, { method })
      assert.deepEqual([status, headers.get('location')], [404, null], method)
    }
  },
  async 'a token request goes on to Entra with what it may hold, or is refused'(gate) {
    gate.entra.faults.add({ path: tokenPath, status: 400, headers: json, body: '{"error":"invalid_grant"}' })
    for (const { name, text, passed, error } of tokenRequests(gate.config)) {
      const before = gate.exchanges().length
      const { status, json } = await redeem(gate, text)
      assert.deepEqual([status, json.error], [400, error ?? 'invalid_grant'], name)
      const sent = gate.exchanges().slice(before)
      assert.equal(sent.length, passed ? 1 : 0, name)
      if (passed) assert.deepEqual(Object.fromEntries(new URLSearchParams(sent[0]?.body)), passed, name)
    }
    assert.deepEqual(gate.toService(), [])
  },
  async 'the gateway refuses a token request in the words of the service'(gate) {
    for (const { name, text, passed } of tokenRequests(gate.config)) {
      if (passed) continue
      const own = await redeem(gate, text)
      const theirs = await gate.callService('/oauth/token', post(text))
      assert.deepEqual([own.status, own.json], [theirs.status, theirs.json], name)
    }
  },
  async 'a refusal of a token request is an answer that nobody runs or keeps'(gate) {
    const { status, headers } = await redeem(gate, '')
    assert.equal(status, 400)
    assert.equal(headers.get('content-type'), 'application/json')
    assertSealed(headers)
  },
  async 'only a form is a token request'(gate) {
    for (const type of [
      'application/json',
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/x-www-form-urlencodedx'
    ]) {
      const { status, json } = await redeem(gate, firstForm(gate), { 'content-type': type })
      assert.deepEqual([status, json.error], [400, 'invalid_request'], type)
    }
    const bare = await rawRequest(gate.origin, ['POST /api/oauth/token HTTP/1.1', 'content-length: 0'])
    assert.deepEqual([bare.status, bare.json.error], [400, 'invalid_request'])
    assertNothingWentOut(gate)
    const type = 'APPLICATION/x-www-form-urlencoded ; charset=utf-8'
    await redeem(gate, firstForm(gate), { 'content-type': type })
    assert.equal(gate.exchanges().length, 1)
  },
  async 'a request that is no form is refused in the words of the service'(gate) {
    const init = post('{}', { 'content-type': 'application/json' })
    const [own, theirs] = [
      await gate.call('/oauth/token', init),
      await gate.callService('/oauth/token', init)
    ]
    assert.deepEqual([own.status, own.json], [theirs.status, theirs.json])
  },
  async 'the query of a token request is nothing to Entra'(gate) {
    const { status, json } = await gate.call(`/oauth/token?${firstForm(gate)}`, post(''))
    assert.deepEqual([status, json.error], [400, 'invalid_request'])
    await gate.call('/oauth/token?client_id=x&resource=y', post(firstForm(gate)))
    assert.equal(gate.exchanges().at(-1)?.path, new URL(gate.config.tokenEndpoint).pathname)
    assert.doesNotMatch(gate.exchanges().at(-1)?.body ?? '', /client_id=x|resource/)
  },
  async 'Entra decides whether a redirect URI is missing'(gate) {
    await redeem(gate, firstForm(gate).replace(/&redirect_uri=[^&]*/, ''))
    assert.equal(gate.exchanges().length, 1)
  },
  async 'a form may be long'(gate) {
    await redeem(gate, `${firstForm(gate)}&x=${'a'.repeat(30_000)}`)
    assert.equal(gate.exchanges().length, 1)
  },
  async 'a form that says how long it is, and is too long, is not read'(gate) {
    const answer = await rawRequest(
      gate.origin,
      [
        'POST /api/oauth/token HTTP/1.1',
        'content-type: application/x-www-form-urlencoded',
        'content-length: 32769'
      ],
      'a=b'
    )
    assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_request'])
  },
  async 'a form that does not say how long it is is refused'(gate) {
    const form = firstForm(gate)
    const answer = await rawRequest(
      gate.origin,
      [
        'POST /api/oauth/token HTTP/1.1',
        'content-type: application/x-www-form-urlencoded',
        'transfer-encoding: chunked'
      ],
      `${form.length.toString(16)}\r\n${form}\r\n0\r\n\r\n`
    )
    assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_request'])
  },
  async 'Entra learns of the headers of a token request only what it needs'(gate) {
    await redeem(gate, firstForm(gate), {
      authorization: 'Bearer secret',
      cookie: 'a=b',
      forwarded: 'for=x',
      'x-forwarded-for': '203.0.113.7',
      'x-graph-token': 'x',
      'x-gateway-token': 'x',
      'client-request-id': 'x',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    })
    const [sent] = gate.exchanges()
    assert.equal(`${sent?.origin}${sent?.path}`, gate.config.tokenEndpoint)
    assert.deepEqual(sent?.headers, {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'client-request-id': '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'
    })
  },
  async 'a client may name itself in a Basic header, and a page its origin'(gate) {
    const authorization = `bASIC ${Buffer.from('id:s+/=').toString('base64')}`
    await redeem(gate, firstForm(gate), { authorization, origin: 'https://page.example' })
    const { headers } = gate.exchanges()[0] ?? {}
    assert.deepEqual([headers?.authorization, headers?.origin], [authorization, 'https://page.example'])
    for (const other of ['Basic', 'Basic !', `${authorization}, Bearer x`, `X${authorization}`]) {
      await redeem(gate, firstForm(gate), { authorization: other })
      assert.equal(gate.exchanges().at(-1)?.headers.authorization, undefined, other)
    }
  },
  async 'the answer of Entra to a token request is passed on as it is, without its headers'(gate) {
    const body = '{ "access_token":"x", "expires_in" : 3599, "é": 1.50, "a": "2026-01-01T00:00:00Z" }'
    const headers = { ...json, 'set-cookie': 'fpc=1', 'x-ms-request-id': 'x', p3p: 'x' }
    for (const status of [200, 400, 401, 403, 500]) {
      gate.entra.faults.clear()
      gate.entra.faults.add({ path: tokenPath, status, headers, body })
      const answer = await redeem(gate, firstForm(gate))
      assert.deepEqual([answer.status, answer.text], [status, body])
      assert.equal(answer.headers.get('content-type'), 'application/json')
      assertSealed(answer.headers)
      for (const name of ['set-cookie', 'x-ms-request-id', 'p3p', 'retry-after', 'location'])
        assert.equal(answer.headers.get(name), null, name)
    }
  },
  async 'the time that Entra asks a client to wait is passed on'(gate) {
    for (const [given, expected] of [
      ['7', '7'],
      ['100000', '300'],
      ['0', '1'],
      ['soon', '5'],
      [undefined, '5']
    ] as const)
      for (const status of [429, 503]) {
        gate.entra.faults.clear()
        const headers = { ...json, ...(given && { 'retry-after': given }) }
        gate.entra.faults.add({ path: tokenPath, status, headers, body: '{"error":"x"}' })
        const answer = await redeem(gate, firstForm(gate))
        assert.deepEqual([answer.status, answer.headers.get('retry-after')], [status, expected])
      }
  },
  async 'an Entra that answers a token request with anything else does not answer'(gate) {
    for (const [name, fault] of [
      ['a page', { status: 200, body: '<html>inside</html>' }],
      ['an error page', { status: 502, body: '<html>inside</html>' }],
      ['a redirect', { status: 302, headers: { location: 'https://evil.example/' }, body: '{}' }],
      ['a list', { status: 200, body: '["inside"]' }],
      ['null', { status: 200, body: 'null' }],
      ['nothing', { status: 200, body: '' }],
      ['half of an object', { status: 200, body: '{"access_token":"inside"' }],
      ['a broken connection', { drop: true }]
    ] as const) {
      const before = gate.exchanges().length
      gate.entra.faults.clear()
      gate.entra.faults.add({ path: tokenPath, ...fault })
      const { status, headers, json } = await redeem(gate, firstForm(gate)).catch(() =>
        assert.fail(`${name} is passed on`)
      )
      assert.deepEqual([status, headers.get('retry-after'), headers.get('location')], [503, '5', null], name)
      assert.deepEqual(json, {
        error: 'temporarily_unavailable',
        error_description: 'The identity provider does not answer. Try again in 5 seconds.'
      })
      assertSealed(headers)
      assert.equal(gate.exchanges().length - before, 1, 'a code is good for one try')
    }
  },
  async 'nothing of a token request is in the record of the call'(gate) {
    const secrets = ['S3cr3t', 'C0d3', 'R3fr3sh', 'V3r1f13r', '4ns3r']
    const answer = JSON.stringify({ access_token: '4ns3r', refresh_token: 'R3fr3sh', id_token: '4ns3r' })
    gate.entra.faults.add({ path: tokenPath, status: 200, headers: json, body: answer })
    const authorization = `Basic ${Buffer.from('id:S3cr3t').toString('base64')}`
    for (const text of [
      `grant_type=authorization_code&code=C0d3&code_verifier=${'V3r1f13r'.repeat(6)}&client_secret=S3cr3t`,
      'grant_type=refresh_token&refresh_token=R3fr3sh&client_secret=S3cr3t',
      'grant_type=refresh_token&r%65fresh_token=R3fr3sh&client%5Fsecret=S3cr3t',
      'grant_type=refresh_token&refresh_token=R3fr3sh&refresh_token=R3fr3sh',
      'grant_type=password&password=S3cr3t'
    ]) {
      await redeem(gate, text, { authorization })
      const record = JSON.stringify(gate.record())
      for (const secret of [...secrets, authorization.slice(6)])
        assert.ok(!record.includes(secret), `${secret} of ${text}`)
    }
  },
  async 'pages of any origin may redeem their codes and read the metadata'(gate) {
    const origin = 'https://any.example'
    for (const [path, method, names] of [
      ['/oauth/token', 'POST', ['accept', 'authorization', 'content-type', 'mcp-protocol-version']],
      ['/oauth/.well-known/oauth-authorization-server', 'GET', ['accept', 'mcp-protocol-version']]
    ] as const) {
      for (const name of [...names, names.join(',')]) {
        const { headers } = await preflight(gate, path, { origin, method, name })
        assert.equal(headers.get('access-control-allow-origin'), '*', `${path} ${name}`)
        assert.equal(headers.get('access-control-max-age'), '600')
      }
      for (const wrong of [
        { origin, method, name: 'x-other' },
        { origin, method: 'DELETE', name: 'accept' }
      ])
        assert.equal((await preflight(gate, path, wrong)).headers.get('access-control-allow-origin'), null)
    }
    for (const origin of ['https://any.example', 'https://one.example']) {
      const answers = [
        await redeem(gate, firstForm(gate), { origin }),
        await redeem(gate, '', { origin }),
        await gate.call('/oauth/.well-known/oauth-authorization-server', { headers: { origin } })
      ]
      for (const { headers } of answers) {
        assert.equal(headers.get('access-control-allow-origin'), '*')
        assert.equal(headers.get('access-control-allow-credentials'), null)
      }
    }
  },
  async 'no page of another origin may call the second address'(gate) {
    const ask = { origin: 'https://any.example', method: 'POST', name: 'content-type' }
    assert.equal((await preflight(gate, '/oauth/mcp', ask)).headers.get('access-control-allow-origin'), null)
    const allowed = await preflight(gate, '/oauth/mcp', { ...ask, origin: 'https://one.example' })
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://one.example')
  },
  async 'the metadata of the authorization server is that of the service, at both of its addresses'(gate) {
    const addresses = [
      '/.well-known/oauth-authorization-server/api/oauth',
      '/oauth/.well-known/oauth-authorization-server'
    ]
    for (const address of addresses) {
      const { status, json } = await gate.call(address)
      assert.deepEqual([status, json.issuer], [200, gate.config.oauth.issuer])
      assert.deepEqual(
        [json.authorization_endpoint, json.token_endpoint],
        [gate.config.oauth.authorizationEndpoint, gate.config.oauth.tokenEndpoint]
      )
      assert.equal(gate.toService().at(-1)?.path, address)
    }
  }
} satisfies Checks

/** By default the App ID URI is the address of the endpoint. */
export const otherAddress = { 'public-url': 'https://contoso.azure-api.net/api' }

export const oauthNameChecks = {
  async 'scopes of this API are known by each of its names'(gate) {
    const { config } = gate
    for (const name of [
      config.appIdUri,
      config.clientId,
      `api://${config.clientId}`,
      `${otherAddress['public-url']}/mcp`
    ]) {
      const request = firstRequest(gate).replace(/&scope=[^&]*/, '')
      const scope = `${name}/access_as_user`
      const { status, headers } = await gate.call(
        `/oauth/authorize?${request}&scope=${encodeURIComponent(scope)}`
      )
      assert.equal(status, 302, name)
      assert.equal(
        new URL(headers.get('location') ?? '').searchParams.get('scope'),
        `${scope} offline_access`
      )
    }
  }
} satisfies Checks

export const oauthLimitChecks = {
  async 'redemptions are counted by address, before Entra hears of them'(gate) {
    gate.later(100)
    const answers: Answer[] = []
    while (answers.length < 6) answers.push(await redeem(gate, firstForm(gate)))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [400, 400, 400, 400, 429, 429]
    )
    assert.equal(gate.exchanges().length, 4)
    assert.ok(Number(answers.at(-1)?.headers.get('retry-after')) > 0)
    gate.later(100)
  },
  async 'a limited redemption is a problem like any other'(gate) {
    gate.later(100)
    let answer = await redeem(gate, '')
    for (let calls = 0; calls < 4; calls++) answer = await redeem(gate, '')
    assertProblem(gate, answer, 'rate_limited')
    gate.later(100)
  },
  async 'every authorization request is counted by address'(gate) {
    gate.later(100)
    let answer = await gate.call('/oauth/authorize')
    for (let calls = 0; calls < 4; calls++) answer = await gate.call('/oauth/authorize')
    assertProblem(gate, answer, 'rate_limited')
    gate.later(100)
  }
} satisfies Checks

function signInScope({ config }: Gate): string {
  return signInScopes(config, tools).map(config.scopeUri).join(' ')
}

function firstRequest(gate: Gate): string {
  return authorizationRequests(gate.config, signInScope(gate))[0]?.text ?? ''
}

function firstForm({ config }: Gate): string {
  return tokenRequests(config)[0]?.text ?? ''
}

function post(body: string, headers: Record<string, string> = {}) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body
  }
}

function redeem(gate: Gate, body: string, headers?: Record<string, string>): Promise<Answer> {
  return gate.call('/oauth/token', post(body, headers))
}

function preflight(
  { call }: Gate,
  path: string,
  { origin, method, name }: { origin: string; method: string; name: string }
): Promise<Answer> {
  const headers = {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': name
  }
  return call(path, { method: 'OPTIONS', headers })
}

function assertSealed(headers: Headers): void {
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'")
  assert.equal(headers.get('strict-transport-security'), 'max-age=31536000')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
}
