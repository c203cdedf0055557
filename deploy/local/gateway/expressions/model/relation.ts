import { keywordOf } from './keywords.ts'
import { readType } from './signature.ts'
import { argumentMap, construct, substitute, type Type, type } from './type.ts'

const integral = ['SByte', 'Byte', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64']
const numeric = [...integral, 'Char', 'Single', 'Double', 'Decimal']
const reference = new Set(['class', 'interface', 'delegate', 'null', 'static'])

/** Whether the type is `System.NAME`. */
export const named = (of: Type, name: string) => of.definition.name === `System.${name}`
export const isIntegral = (of: Type) => shortIn(of, integral)
export const isNumeric = (of: Type) => shortIn(of, numeric)
export const isReference = (of: Type) => reference.has(of.definition.kind)
export const isNull = (of: Type) => of.definition.kind === 'null'
export const isVoid = (of: Type) => of.definition.kind === 'void'
export const isNullable = (of: Type) => named(of, 'Nullable')
export const isEnum = (of: Type) => of.definition.kind === 'enum'
export const isDelegate = (of: Type) => of.definition.kind === 'delegate'

/** Numbers and enums that are JavaScript numbers or bigints at run time. */
export const isPrimitiveLike = (of: Type) => (isNumeric(of) && !named(of, 'Decimal')) || isEnum(of)

/** `T` for `T?`; any other type unchanged. */
export const underlying = (of: Type): Type => (isNullable(of) ? (of.arguments[0] ?? of) : of)

/** `T?` for a value type; any other type unchanged. */
export const nullable = (of: Type): Type =>
  isReference(of) || isNullable(of) || isVoid(of) ? of : type('System.Nullable', of)

const known = new Map<Type, readonly Type[]>()

/** The type's base and interfaces, itself first. */
export function ancestors(of: Type): readonly Type[] {
  const found = known.get(of) ?? collected(of)
  known.set(of, found)
  return found
}

function collected(of: Type): Type[] {
  const seen: Type[] = []
  const visit = (each: Type) => {
    if (seen.includes(each)) return
    seen.push(each)
    const { base, parameters } = each.definition
    const map = argumentMap(each)
    const above = [...(base === '' ? [] : [base]), ...each.definition.implements]
    for (const text of above) visit(substitute(readType(text, parameters), map))
  }
  visit(of)
  return seen
}

/** Whether a reference of one type can be used as the other without a conversion, variance included. */
export function isA(from: Type, to: Type): boolean {
  if (from === to || (isNull(from) && isReference(to))) return true
  if (named(to, 'Object')) return true
  return ancestors(from).some((each) => each === to || sameButVariant(each, to))
}

/** The ancestor with the same definition as `like`: `IEnumerable<int>` for `List<int>` and `IEnumerable<>`. */
export function viewAs(from: Type, like: Type): Type | null {
  return ancestors(from).find((each) => each.definition === like.definition) ?? null
}

/** The type as C# writes it. */
export function show(of: Type): string {
  if (named(of, 'Array')) return `${show(of.arguments[0] ?? of)}[]`
  if (isNullable(of)) return `${show(underlying(of))}?`
  const name = keywordOf(of.definition.name) ?? of.definition.shortName
  return of.arguments.length === 0 ? name : `${name}<${of.arguments.map(show).join(', ')}>`
}

/** The same generic type with other type arguments. */
export function withArguments(of: Type, args: Type[]): Type {
  return construct(of.definition, args, of.names)
}

function sameButVariant(from: Type, to: Type): boolean {
  if (from.definition !== to.definition) return false
  if (named(from, 'AnonymousType')) return false
  const tuple = from.names !== undefined || to.names !== undefined
  if (!tuple && !to.definition.variant && !named(to, 'Array')) return false
  return from.arguments.every((each, at) => {
    const target = to.arguments[at] ?? each
    return each === target || (!tuple && isReference(each) && isReference(target) && isA(each, target))
  })
}

function shortIn(of: Type, names: string[]): boolean {
  return of.definition.kind === 'struct' && names.includes(of.definition.shortName)
}
