import { type TObject, Type } from '@sinclair/typebox'
import t from 'tap'
import { createReadArguments } from '../../../app/tools/read-arguments.ts'

const input = Type.Object(
  {
    text: Type.String(),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
    ratio: Type.Optional(Type.Number()),
    loud: Type.Optional(Type.Boolean()),
    color: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['red', 'blue'] })),
    cleared: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    place: Type.Optional(
      Type.Object(
        { floor: Type.Integer(), room: Type.Optional(Type.String()) },
        { additionalProperties: false }
      )
    ),
    sizes: Type.Optional(Type.Array(Type.Integer())),
    unit: Type.Optional(Type.String({ default: 'm' }))
  },
  { additionalProperties: false }
)
const read = createReadArguments(input)

for (const [given, meant] of [
  [{ count: null, ratio: null, loud: null, color: null, place: null, sizes: null, unit: null }, {}],
  [{ cleared: null }, { cleared: null }],
  [{ count: '5' }, { count: 5 }],
  [{ ratio: '-0.5' }, { ratio: -0.5 }],
  [{ loud: 'true' }, { loud: true }],
  [{ loud: 'false' }, { loud: false }],
  [{ text: 'true' }, { text: 'true' }],
  [{ text: '5' }, { text: '5' }],
  [{ place: { floor: '-3', room: null } }, { place: { floor: -3 } }],
  [{ sizes: ['1', 2] }, { sizes: [1, 2] }],
  [{ toolCallId: 'call_1', sessionId: 's', chatInput: 'hi', action: 'sendMessage' }, {}]
] as [object, object][]) {
  t.test(`${JSON.stringify(given)} means ${JSON.stringify(meant)}`, async (t) => {
    t.strictSame(read({ text: 'x', ...given }), { text: 'x', unit: 'm', ...meant })
  })
}

for (const [given, fields] of [
  [{}, ['text']],
  [{ text: null }, ['text']],
  [{ text: 5 }, ['text']],
  [{ text: ['x'] }, ['text']],
  [{ text: 'x', count: ['5'] }, ['count']],
  [{ text: 'x', count: true }, ['count']],
  [{ text: 'x', count: '0' }, ['count']],
  [{ text: 'x', count: '05' }, ['count']],
  [{ text: 'x', count: '+5' }, ['count']],
  [{ text: 'x', count: ' 5' }, ['count']],
  [{ text: 'x', count: '5.0' }, ['count']],
  [{ text: 'x', count: '5e0' }, ['count']],
  [{ text: 'x', count: '' }, ['count']],
  [{ text: 'x', count: '9007199254740993' }, ['count']],
  [{ text: 'x', ratio: 'Infinity' }, ['ratio']],
  [{ text: 'x', ratio: 'NaN' }, ['ratio']],
  [{ text: 'x', loud: 'True' }, ['loud']],
  [{ text: 'x', loud: 1 }, ['loud']],
  [{ text: 'x', loud: '' }, ['loud']],
  [{ text: 'x', place: { floor: null } }, ['place.floor']],
  [{ text: 'x', place: { floor: 1, toolCallId: 'x' } }, ['toolCallId']],
  [{ text: 'x', sizes: '1' }, ['sizes']],
  [{ text: 'x', toolCallID: 'x' }, ['toolCallID']],
  [{ count: 10, loud: 'yes', color: 'green', colour: 'red' }, ['text', 'count', 'loud', 'color', 'colour']],
  [{ text: 'x', place: { room: 5 }, sizes: [1, 'x'] }, ['place', 'place.room', 'sizes.1']],
  [[], ['object']],
  ['text', ['object']],
  [5, ['object']]
] as [unknown, string[]][]) {
  t.test(`${JSON.stringify(given)} is refused, and every fault is named`, async (t) => {
    const { code, message } = refusalOf(given)
    t.equal(code, 'input_invalid')
    for (const field of fields) t.ok(message.includes(field), `${field}: ${message}`)
    t.equal(message.split('; ').length, fields.length, message)
  })
}

t.test('of very many faults the first are named, and none in full', async (t) => {
  const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`${index}`.repeat(200), 1]))
  const { message } = refusalOf({ text: 'x', ...unknown })
  t.match(message, /; and 4990 more\.$/)
  t.ok(message.length < 2000)
})

t.test('a tool that names one of those arguments gets it, and so does one that takes any', async (t) => {
  const named = createReadArguments(
    Type.Object({ action: Type.String() }, { additionalProperties: false }) as TObject
  )
  t.strictSame(named({ action: 'open', toolCallId: 'x' }), { action: 'open' })
  t.match(createReadArguments(Type.Object({}))({ action: 'open' }), { action: 'open' })
})

function refusalOf(given: unknown): { code: string; message: string } {
  try {
    read(given)
  } catch (error) {
    return error as { code: string; message: string }
  }
  return { code: 'taken', message: '' }
}
