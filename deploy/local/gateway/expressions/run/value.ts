import { CSharpException } from '../errors.ts'
import { construct, type Definition, findDefinition, type Type, type } from '../model/type.ts'

// At run time, bool, string and null are those of JavaScript. A long or ulong is a bigint, any other number a number, and a
// char its code unit. They are raw where the static type says what they are, and Boxed where it is object. All other values
// carry their type.

/** A value that carries its run-time type. */
export interface Instance {
  readonly type: Type
}

/** A number, char or enum where the static type is object. */
export interface Boxed extends Instance {
  readonly boxed: number | bigint
}

/** A C# exception object. */
export interface Exception extends Instance {
  readonly message: string
  readonly inner: Exception | null
}

/** An array or a list. */
export interface ArrayValue extends Instance {
  readonly items: unknown[]
}

/** Whether the value is an object that carries its run-time type. */
export function isInstance(value: unknown): value is Instance {
  return typeof value === 'object' && value !== null && 'type' in value
}

export function isBoxed(value: unknown): value is Boxed {
  return isInstance(value) && 'boxed' in value
}

const primitives = new Set([
  'Byte',
  'SByte',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Single',
  'Double',
  'Char'
])

/** Whether values of that type are raw numbers at run time. */
export function isPrimitive(definition: Definition): boolean {
  return definition.kind === 'enum' || (primitives.has(definition.shortName) && definition.kind === 'struct')
}

/** Boxes a value of that static type. */
export function box(value: unknown, of: Type): unknown {
  if (value === null || value === undefined) return null
  const inner = of.definition.name === 'System.Nullable' ? (of.arguments[0] ?? of) : of
  if (!isPrimitive(inner.definition)) return value
  return { type: inner, boxed: value }
}

/** The run-time type of an object. */
export function typeOf(value: unknown): Type {
  if (typeof value === 'string') return type('System.String')
  if (typeof value === 'boolean') return type('System.Boolean')
  if (typeof value === 'number') return type(Number.isInteger(value) ? 'System.Int32' : 'System.Double')
  if (typeof value === 'bigint') return type('System.Int64')
  if (isInstance(value)) return value.type
  if (typeof value === 'object' && value !== null && 'StatusCode' in value) return type('IResponse')
  return type('System.Object')
}

/** Unboxes a value. A number from the host, which is not boxed, is returned as it is. */
export function raw(value: unknown): unknown {
  return isBoxed(value) ? value.boxed : value
}

/** A `T[]` over these items. The array is not copied. */
export function array(element: Type, items: unknown[]): ArrayValue {
  return { type: type('System.Array', element), items }
}

export function strings(items: readonly (string | null)[]): ArrayValue {
  return array(type('System.String'), [...items])
}

/** A `byte[]`. */
export function bytes(content: Uint8Array): ArrayValue {
  // To fill an array of known length is several times faster than Array.from on an iterator.
  const items = new Array<unknown>(content.length)
  for (let at = 0; at < content.length; at++) items[at] = content[at]
  return array(type('System.Byte'), items)
}

/** The content of a `byte[]`. */
export function buffer(value: ArrayValue): Buffer {
  return Buffer.from(value.items as number[])
}

/** An exception of that type, ready to throw. */
export function exception(name: string, message: string, inner: Exception | null = null): CSharpException {
  const definition = findDefinition(name)
  if (definition === undefined) throw new Error(`types/exceptions.ts declares no ${name}.`)
  return thrown({ type: construct(definition), message, inner })
}

/** Wraps an exception object so that JavaScript can throw it. */
export function thrown(value: Exception): CSharpException {
  return new CSharpException(value.type.definition.name, value.message, value)
}

/** Throws a C# exception of that type, by its short or full name. */
export function fail(name: string, message: string): never {
  throw exception(name, message)
}

/** Throws NullReferenceException. */
export function nullReference(): never {
  return fail('NullReferenceException', 'Object reference not set to an instance of an object.')
}

/** Returns the argument. Throws ArgumentNullException when it is null. */
export function required<T>(value: T | null, name: string): T {
  if (value === null || value === undefined)
    fail('ArgumentNullException', `Value cannot be null.\nParameter name: ${name}`)
  return value
}
