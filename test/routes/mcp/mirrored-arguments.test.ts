import { Type } from '@sinclair/typebox'
import t from 'tap'
import { mirroredArguments } from '../../../routes/mcp/mirrored-arguments.ts'

const marked = (name: string) => Type.String({ 'x-mcp-header': name })

t.test('arguments are found by their path, at any depth', async (t) => {
  const input = Type.Object({
    region: marked('Region'),
    plain: Type.String(),
    place: Type.Object({ floor: Type.Integer({ 'x-mcp-header': 'Floor-No' }) })
  })
  t.strictSame(mirroredArguments({ name: 'say', input }), [
    { header: 'Mcp-Param-Region', path: ['region'] },
    { header: 'Mcp-Param-Floor-No', path: ['place', 'floor'] }
  ])
})

for (const [kind, properties] of Object.entries({
  'an empty name': { a: marked('') },
  'a name with a space': { a: marked('a b') },
  'a name with a line break': { a: marked('a\r\nb') },
  'a number': { a: Type.Number({ 'x-mcp-header': 'A' }) },
  'an object': { a: Type.Object({}, { 'x-mcp-header': 'A' }) },
  'two of a name': { a: marked('Same'), b: marked('same') }
})) {
  t.test(`${kind} is refused when the service starts, not by clients`, async (t) => {
    t.throws(() => mirroredArguments({ name: 'say', input: Type.Object(properties) }))
  })
}
