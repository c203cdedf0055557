import { type Type, type } from '../model/type.ts'
import type { Instance } from './value.ts'

/** A System.Type. Equal types are the same object. */
export interface TypeValue extends Instance {
  of: Type
}

const known = new Map<Type, TypeValue>()

/** `typeof(T)` and `x.GetType()`. */
export function typeValue(of: Type): TypeValue {
  const made = known.get(of) ?? { type: type('System.Type'), of }
  known.set(of, made)
  return made
}
