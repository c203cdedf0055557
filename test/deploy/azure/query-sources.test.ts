import t from 'tap'
import { bearer } from '../../answer.ts'
import { build } from '../../build.ts'
import { queries, readFromRoot } from './query-files.ts'

t.test('every field of the log that a query names is one that the service writes', async (t) => {
  const stack = await build(t)
  const token = await stack.token()
  const call = { ...bearer(token).headers, 'content-type': 'application/json' }
  const tool = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'get_my_profile', arguments: {} }
  }
  await stack.call('/me', bearer(token))
  await fetch(`${stack.serviceUrl}/mcp`, {
    method: 'POST',
    headers: { ...call, accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
    body: JSON.stringify(tool)
  })
  const restore = stack.graph.faults.add({ path: /./, status: 500 })
  await stack.call('/me', bearer(token))
  restore()
  const written = new Set(stack.log().flatMap((line) => Object.keys(line)))
  for (const { name, text } of queries)
    for (const [, field = ''] of text.matchAll(/\bentry\.(\w+)/g))
      t.ok(written.has(field), `${name}: ${field}`)
})

t.test('every metric that a query names is one that a policy emits, with its dimensions', async (t) => {
  const policies =
    (await readFromRoot('apim-policies/fragments/exchange.xml')) +
    (await readFromRoot('apim-policies/fragments/problem.xml'))
  for (const { name, text } of queries.filter(({ text }) => /^AppMetrics$/m.test(text))) {
    const [, metric] = /Name == "(\w+)"/.exec(text) ?? []
    const [, dimensions] =
      new RegExp(`<emit-metric name="${metric}"([^]*?)</emit-metric>`).exec(policies) ?? []
    t.ok(dimensions, `${name}: ${metric}`)
    for (const [, plain, quoted] of text.matchAll(/Properties(?:\.(\w+)|\["([^"]+)"\])/g))
      t.ok(dimensions?.includes(`<dimension name="${plain ?? quoted}"`), `${name}: ${plain ?? quoted}`)
  }
})
