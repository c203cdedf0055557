import t from 'tap'
import { start } from '../start.ts'

const paths = {
  '/example': { get: { responses: { 200: { content: { 'application/json': { example: { a: 1 } } } } } } },
  '/schema': {
    get: {
      responses: {
        201: { content: { 'application/json': { schema: { type: 'object', example: { b: 2 } } } } }
      }
    }
  }
}

t.test(
  'a mocked answer is the example of the OpenAPI document, or empty, and the service is not called',
  async (t) => {
    const refuse = () => t.fail('the service was called')
    const plain = await start(t, { paths, inbound: '<mock-response />', service: refuse })
    const example = await fetch(`${plain.url}/example`)
    t.match(await example.json(), { a: 1 })
    t.equal(example.headers.get('content-type'), 'application/json')
    const created = await start(t, { paths, inbound: '<mock-response status-code="201" />', service: refuse })
    t.match(await (await fetch(`${created.url}/schema`)).json(), { b: 2 })
    const empty = await fetch(`${created.url}/example`)
    t.same([empty.status, await empty.text()], [201, ''])
  }
)
