import fc, { type Arbitrary } from 'fast-check'
import { isObject } from '../../../app/json-object.ts'

/** Values that programs stumble over. */
export const oddValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e21,
    2 ** 53,
    '',
    ' ',
    '5',
    'true',
    'null',
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\0',
    'a\r\nb',
    [],
    {},
    [null],
    { toString: 1 },
    { valueOf: null, toString: null },
    { length: -1 },
    { toJSON: 1 }
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(100, 5000, 50_000).map((depth) => `{deep ${depth}}`),
  fc.integer({ min: 1, max: 3000 }).map((length) => 'a'.repeat(length))
)

/** Visible text with what separates things: slashes, dots, percent signs, quotes, commas. */
export const oddText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'/.%?#&=;:,\'"\\ \t+-_~{}[]()<>@!$*|^`aZ0éÿ'), maxLength: 30 }),
  fc.string({ maxLength: 60 }),
  fc.constantFrom('%00', '%2e%2e', '%', '%zz', '%c0%af', '..;', '{{x}}', '$(x)', '@(1)', 'null', 'undefined')
)

/** JSON text, in which `{deep N}` becomes as many nested arrays: more than JSON.stringify itself could write. */
export function written(value: unknown): string {
  return (JSON.stringify(value) ?? '').replace(/"\{deep (\d+)\}"/g, (_text, depth) => nested(Number(depth)))
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth)
}

interface Change {
  at: number
  how: 'replace' | 'remove' | 'add' | 'rename'
  value: unknown
  name: string
}

const change: Arbitrary<Change> = fc.record({
  at: fc.nat(200),
  how: fc.constantFrom('replace', 'remove', 'add', 'rename'),
  value: oddValue,
  name: fc.oneof(fc.constantFrom('toString', 'constructor', 'id', 'toolCallId', 'a/b', 'a~b'), fc.string())
})

/** A value that was right, after up to three changes anywhere in it. */
export function mutated(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(value, fc.array(change, { maxLength: 3 }))
    .map(([right, changes]) => changes.reduce(changed, { root: structuredClone(right) }).root)
}

interface Holder {
  root: unknown
}

function changed(holder: Holder, { at, how, name, value: shared }: Change): Holder {
  // The next change may be one of this very value.
  const value = structuredClone(shared)
  const places = placesIn(holder)
  const [parent, key] = places[at % places.length] as [Record<string, unknown>, string]
  const old = parent[key]
  if (how === 'replace' || key === 'root') parent[key] = value
  else if (how === 'add' && Array.isArray(old)) old.push(value)
  else if (how === 'add' && isObject(old)) old[name] = value
  else {
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete parent[key]
    if (how === 'rename' && !Array.isArray(parent)) parent[name] = old
  }
  return holder
}

/** Every place in a value: its parent and the key there. */
function placesIn(parent: object): [object, string][] {
  return Object.entries(parent)
    .slice(0, 50)
    .flatMap(([key, value]) => [
      [parent, key] as [object, string],
      ...(typeof value === 'object' && value !== null ? placesIn(value) : [])
    ])
}
