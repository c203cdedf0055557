import { isNullable, isPrimitiveLike, isReference, named } from '../model/relation.ts'
import type { Type } from '../model/type.ts'
import { decimal } from './decimal.ts'

/** `default(T)`. */
export function zero(of: Type): unknown {
  if (isReference(of) || isNullable(of)) return null
  if (named(of, 'Boolean')) return false
  if (named(of, 'Decimal')) return decimal(0n)
  if (isPrimitiveLike(of)) return of.definition.shortName.endsWith('t64') ? 0n : 0
  if (of.names !== undefined) return { type: of, items: of.arguments.map(zero) }
  return of.definition.zero?.() ?? { type: of }
}
