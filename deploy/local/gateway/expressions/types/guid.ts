import { randomUUID } from 'node:crypto'

import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { type ArrayValue, buffer, bytes, fail, type Instance, required } from '../run/value.ts'

import { comparisons } from './date.ts'

interface Guid extends Instance {
  /** 32 hex digits in lower case. */
  identity: string
  format(wanted: string): string
}

const shape = /^(?:[{(]?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}[)}]?|[\da-f]{32})$/i

/** Reads a Guid with or without hyphens and brackets. Throws FormatException. */
export function guid(text: string): Guid {
  if (!shape.test(text.trim()))
    fail(
      'FormatException',
      'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).'
    )
  const made: Guid = {
    type: type('System.Guid'),
    identity: text.replace(/[^\da-f]/gi, '').toLowerCase(),
    format: (wanted) => written(made, wanted)
  }
  return made
}

// The first three groups are little-endian numbers.
function swapped(given: Buffer): Buffer {
  const all = Buffer.from(given)
  all.subarray(0, 4).reverse()
  all.subarray(4, 6).reverse()
  all.subarray(6, 8).reverse()
  return all
}

function written({ identity }: Guid, wanted: string): string {
  const dashed = identity.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const forms: Record<string, string> = {
    N: identity,
    D: dashed,
    '': dashed,
    B: `{${dashed}}`,
    P: `(${dashed})`,
    X: `{${identity.replace(/^(.{8})(.{4})(.{4})(.*)$/, '0x$1,0x$2,0x$3,{')}${identity
      .slice(16)
      .replace(/(..)(?=.)/g, '0x$1,')
      .replace(/(..)$/, '0x$1')}}}`
  }
  return (
    forms[wanted.toUpperCase()] ??
    fail('FormatException', 'Format String can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".')
  )
}

const equalities = Object.fromEntries(
  Object.entries(comparisons('Guid')).filter(([signature]) => / [!=]=\(/.test(signature))
)

declare({
  name: 'System.Guid',
  kind: 'struct',
  base: 'ValueType',
  implements: ['IComparable'],
  text: (value: Guid) => written(value, 'D'),
  zero: () => guid('0'.repeat(32)),
  members: {
    'new()': () => guid('0'.repeat(32)),
    'new(string text)': (text: string | null) => guid(required(text, 'g')),
    'new(byte[] bytes)': (given: ArrayValue | null) => {
      const all = required(given, 'b')
      if (all.items.length !== 16)
        fail('ArgumentException', 'Byte array for GUID must be exactly 16 bytes long.\nParameter name: b')
      return guid(swapped(buffer(all)).toString('hex'))
    },
    'byte[] ToByteArray()': (value: Guid) => bytes(swapped(Buffer.from(value.identity, 'hex'))),
    'static Guid ParseExact(string text, string format)': (text: string | null, wanted: string | null) => {
      const found = guid(required(text, 'input'))
      return written(found, required(wanted, 'format')) === text?.trim().toLowerCase() ? found : guid('')
    },
    'int CompareTo(Guid other)': (a: Guid, b: Guid) =>
      a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0,
    'static Guid NewGuid()': () => guid(randomUUID()),
    'static Guid Empty': () => guid('0'.repeat(32)),
    'static Guid Parse(string text)': (text: string | null) => guid(required(text, 'input')),
    'static bool TryParse(string text, out Guid result)': (
      text: string | null,
      out: (value: Guid) => void
    ) => {
      const valid = text !== null && shape.test(text.trim())
      out(guid(valid ? text : '0'.repeat(32)))
      return valid
    },
    'bool Equals(Guid other)': (a: Guid, b: Guid) => a.identity === b.identity,
    'string ToString()': (value: Guid) => written(value, 'D'),
    'string ToString(string format)': (value: Guid, wanted: string | null) => written(value, wanted ?? 'D'),
    ...equalities
  }
})
