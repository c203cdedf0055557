import t from 'tap'
import { allowListed } from '../../../app/telemetry/allow-listed.ts'

t.test('whatever a library puts on a span, only what is listed stays', async (t) => {
  const span = {
    attributes: { 'http.route': '/me', 'url.query': '?name=Nancy', 'user_agent.original': 'curl' },
    events: [{ name: 'exception', attributes: { 'exception.message': 'Nancy' } }],
    status: { code: 2, message: 'Nancy' }
  }
  allowListed.onEnd(span as unknown as Parameters<typeof allowListed.onEnd>[0])
  t.strictSame(span, { attributes: { 'http.route': '/me' }, events: [], status: { code: 2 } })
})
