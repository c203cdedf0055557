import t from 'tap'
import { bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'

const { call, graph, token } = await startChain(t, { gateway: false })
const init = bearer(await token())

for (const [status, code] of [
  [400, 'graph_refused'],
  [401, 'graph_refused'],
  [403, 'graph_forbidden'],
  [404, 'graph_not_found'],
  [405, 'graph_refused']
] as const) {
  t.test(`in the local chain a ${status} tells what Graph says, to whoever writes a tool`, async (t) => {
    const body = '{"error":{"code":"BadRequest","message":"Resource not found for the segment \'my\'."}}'
    t.teardown(graph.faults.add({ path: /./, status, body }))
    const { json } = await call('/me', init)
    t.match(json, { code, detail: / Graph says: BadRequest: Resource not found for the segment 'my'\.$/ })
  })
}
