import { type TSchema, Type } from '@sinclair/typebox'
import t from 'tap'
import type { McpContext } from '../../../app/mcp/mcp-context.ts'
import { Problem } from '../../../app/problems/problem.ts'
import type { Tool } from '../../../app/tools/tool.ts'
import { startChain } from '../../chain.ts'
import { mcpClient } from '../../mcp-client.ts'
import { userClaims } from '../../user-claims.ts'

type Run = (input: Record<string, unknown>, context: McpContext) => unknown

let ran = 0
const started = Promise.withResolvers<void>()
const aborted = Promise.withResolvers<void>()

const tools = [
  tool('pick', () => ({ done: true }), {
    color: Type.Unsafe<string>({ type: 'string', enum: ['red', 'blue'] }),
    size: Type.Integer({ minimum: 1, maximum: 9 }),
    note: Type.Optional(Type.String({ default: 'none' }))
  }),
  { ...tool('guarded', () => ({ done: true })), apiScope: 'tools.guarded' },
  tool('crash', () => {
    throw new Error('password=hunter2')
  }),
  tool('overshare', () => ({ done: true, secret: 'hunter2' })),
  tool('underdeliver', () => ({})),
  tool('refuse', () => {
    throw new Problem('input_invalid', { detail: 'Give a later date.' })
  }),
  tool('misses', () => {
    throw new Problem('graph_not_found')
  }),
  tool('overloaded', () => {
    throw new Problem('graph_unavailable', { retryAfter: 17, cause: new Error('hunter2') })
  }),
  tool('stale', () => {
    throw new Problem('token_expired')
  }),
  tool('count', async (_input, { progress }) => {
    for (const step of [1, 2, 3]) progress?.({ progress: step, total: 3, message: `step ${step}` })
    return { done: progress !== undefined }
  }),
  tool('stumble', (_input, { progress }) => {
    progress?.({ progress: 1 })
    throw new Problem('claims_required', { claims: '{}' })
  }),
  tool('wait', (_input, { signal }) => {
    started.resolve()
    return new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        aborted.resolve()
        reject(signal.reason)
      })
    )
  })
]

const { call, config, entra, log, url } = await startChain(t, { gateway: false, tools })
const token = await entra.sign(userClaims(config))
const { modern, legacy, post } = mcpClient(call, token)
const both = { '2026-07-28': modern, '2025-11-25': legacy }
const textOf = ({ json }: { json: Record<string, unknown> }) =>
  (json.result as { content: { text: string }[] }).content[0]?.text

for (const [revision, send] of Object.entries(both)) {
  const run = (name: unknown, args?: unknown) =>
    send({ method: 'tools/call', params: { name, ...(args !== undefined && { arguments: args }) } })

  t.test(`${revision}: a call that is malformed, or of no tool, is an error of the protocol`, async (t) => {
    const invalid = { status: 200, json: { error: { code: -32602 } } }
    for (const name of ['nothing', 'Pick', '__proto__', 'constructor', '']) t.match(await run(name), invalid)
    for (const name of [undefined, 1, null, {}]) t.match(await run(name), invalid)
    for (const args of [[], 'x', 1, false]) t.match(await run('pick', args), invalid)
    t.match(await send({ method: 'tools/list', params: { cursor: 'x' } }), invalid)
  })

  t.test(`${revision}: wrong arguments are for the model to mend, field by field`, async (t) => {
    ran = 0
    for (const [args, field] of [
      [{}, 'color'],
      [undefined, 'color'],
      [{ color: 'red' }, 'size'],
      [{ color: 'green', size: 1 }, 'color'],
      [null, 'color'],
      [{ color: 'red', size: '1.0' }, 'size'],
      [{ color: 'red', size: [1] }, 'size'],
      [{ color: 'red', size: null }, 'size'],
      [{ color: 'red', size: 10 }, 'size'],
      [{ color: 'red', size: 1, speed: 1 }, 'speed'],
      [{ color: 'red', size: 1, note: 5 }, 'note']
    ] as const) {
      const answer = await run('pick', args)
      t.match(answer, { status: 200, json: { result: { isError: true } } })
      t.match(textOf(answer), new RegExp(`^input_invalid: .*\\b${field}\\b`), JSON.stringify(args))
    }
    t.match(textOf(await run('pick', { color: 'green', size: 1 })), /red, blue/)
    t.match(textOf(await run('pick', { color: 'red', size: 10 })), /9/)
    t.equal(ran, 0)
    t.match((await run('pick', { color: 'red', size: 1 })).json, {
      result: { structuredContent: { done: true } }
    })
  })

  t.test(`${revision}: nothing of an unforeseen error is told, and all of it is logged`, async (t) => {
    for (const name of ['crash', 'underdeliver']) {
      const answer = await run(name)
      t.match(answer, { status: 200, json: { result: { isError: true } } })
      t.notMatch(answer.text, /hunter2|password|at /)
      const [, requestId] = /^internal_error: .* requestId: ([0-9a-f]{32})$/.exec(textOf(answer) ?? '') ?? []
      t.match(
        log().find(({ reqId }) => reqId === requestId),
        { code: 'internal_error', err: { stack: String } }
      )
    }
  })

  t.test(`${revision}: only what the schema names is shown`, async (t) => {
    const { json, text } = await run('overshare')
    t.match(json, { result: { structuredContent: { done: true } } })
    t.notMatch(text, /hunter2/)
  })

  t.test(`${revision}: a failure says what to do next`, async (t) => {
    for (const [name, expected] of Object.entries({
      refuse: /^input_invalid: Give a later date\.$/,
      misses: /^graph_not_found: /,
      overloaded: /^graph_unavailable: .* after 17 seconds\. requestId: [0-9a-f]{32}$/
    })) {
      const answer = await run(name)
      t.match(answer, { status: 200, json: { result: { isError: true } } })
      t.match(textOf(answer), expected)
      t.notMatch(answer.text, /hunter2/)
    }
  })

  t.test(`${revision}: a tool that needs another scope is not run before it is there`, async (t) => {
    ran = 0
    const { status, json, headers } = await run('guarded', { wrong: 1 })
    t.match({ status, json }, { status: 403, json: { code: 'scope_insufficient' } })
    const scopes = ['access_as_user', 'tools.guarded'].map(config.scopeUri).join(' ')
    t.equal(
      headers.get('www-authenticate'),
      `Bearer error="insufficient_scope", scope="${scopes}", resource_metadata="${config.metadataUrl}"`
    )
    t.equal(ran, 0)
    const scp = 'access_as_user tools.guarded'
    const authorization = `Bearer ${await entra.sign(userClaims(config, { scp }))}`
    const answer = await send({
      method: 'tools/call',
      params: { name: 'guarded' },
      headers: { authorization }
    })
    t.match(answer, { status: 200, json: { result: { structuredContent: { done: true } } } })
  })

  t.test(`${revision}: what the token lacks is the client's to mend, not the model's`, async (t) => {
    const { status, json, headers } = await run('stale')
    t.match({ status, json }, { status: 401, json: { code: 'token_expired' } })
    t.match(headers.get('www-authenticate'), /^Bearer error="invalid_token"/)
  })

  const meta = { progressToken: 'p1' }
  const asking = (name: string) =>
    send(
      revision === '2025-11-25'
        ? { method: 'tools/call', params: { name, _meta: meta } }
        : { method: 'tools/call', params: { name }, meta }
    )

  t.test(`${revision}: progress comes as events, for who asks`, async (t) => {
    const { status, headers, text } = await asking('count')
    t.equal(status, 200)
    t.match(headers.get('content-type'), /^text\/event-stream/)
    t.equal(headers.get('x-accel-buffering'), 'no')
    const events = eventsOf(text)
    t.match(events, [
      ...[1, 2, 3].map((progress) => ({
        method: 'notifications/progress',
        params: { progressToken: 'p1', progress, total: 3, message: `step ${progress}` }
      })),
      { id: 1, result: { structuredContent: { done: true } } }
    ])
    t.equal(events.length, 4)

    const silent = await asking('pick')
    t.match(silent.headers.get('content-type'), /^application\/json/, 'a tool that reports none')
    t.match(
      (await run('count')).json,
      { result: { structuredContent: { done: false } } },
      'a client that asks for none'
    )
  })

  t.test(`${revision}: a failure after progress is told in the stream`, async (t) => {
    const { status, text } = await asking('stumble')
    t.equal(status, 200)
    t.match(eventsOf(text).at(-1), { id: 1, error: { code: -32603, message: /^claims_required: / } })
  })
}

t.test('a progress token beyond 2^53 comes back digit by digit', async (t) => {
  const token = '9007199254740993'
  const { text } = await post(
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"count","_meta":{"progressToken":${token}}}}`
  )
  t.equal(text.split(`"progressToken":${token},"progress":`).length, 4)
})

t.test('a client that takes no events gets none', async (t) => {
  const params = { name: 'count', _meta: { progressToken: 1 } }
  const headers = { accept: 'application/json' }
  t.match(await legacy({ method: 'tools/call', params, headers }), {
    status: 200,
    json: { result: { structuredContent: { done: false } } }
  })
})

t.test('a client that hangs up aborts the tool', async () => {
  const controller = new AbortController()
  const answer = fetch(`${url}/mcp`, {
    method: 'POST',
    signal: controller.signal,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'wait' } })
  }).catch(() => undefined)
  await started.promise
  controller.abort()
  await Promise.all([answer, aborted.promise])
})

t.test('the log says which tool was called and what was refused, never what was said', async (t) => {
  const before = log().length
  await modern({ method: 'tools/call', params: { name: 'pick', arguments: { color: 'hunter2' } } })
  await legacy({ method: 'hunter2' })
  await post('hunter2')
  const lines = log().slice(before)
  t.match(lines, [{ tool: 'pick', code: 'input_invalid' }, { code: -32601 }, { code: -32700 }])
  t.equal(lines.length, 3)
  t.notMatch(JSON.stringify(lines), /hunter2/)
})

t.test('a batch asks for its scopes as a whole', async (t) => {
  const calls = ['pick', 'guarded'].map((name, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name }
  }))
  t.match(await post(calls), { status: 403, json: { code: 'scope_insufficient' } })
})

function tool(name: string, run: Run, inputs: Record<string, TSchema> = {}): Tool {
  return {
    name,
    title: name,
    description: `Shows how ${name} goes.`,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: Type.Object(inputs, { title: `${name}Input`, additionalProperties: false }),
    output: Type.Object(
      { done: Type.Boolean() },
      { title: 'Done', description: 'Whether it is done.', additionalProperties: false }
    ),
    run(input, context) {
      ran += 1
      return run(input, context as McpContext) as { done: boolean }
    }
  }
}

function eventsOf(text: string): unknown[] {
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((event) => JSON.parse(event.replace('event: message\ndata: ', '')))
}
