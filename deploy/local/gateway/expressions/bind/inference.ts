import { ancestors, isNull, isReference, isVoid, named, underlying } from '../model/relation.ts'
import type { Member } from '../model/type.ts'
import { substitute, type Type } from '../model/type.ts'
import type { Bound } from './bound.ts'
import { convertTo, delegateShape, implicit } from './conversion.ts'

/** Infers the method's type arguments from its arguments and adds them to the map. False when that is impossible. */
export function infer(member: Member, parameterTypes: Type[], args: Bound[], map: Map<Type, Type>): boolean {
  const open = new Set(member.typeParameters)
  const bounds = new Map<Type, Type[]>()
  args.forEach((each, at) => {
    const parameter = parameterTypes[at]
    if (parameter === undefined) return
    if (each.kind === 'value' && !isNull(each.type)) unify(parameter, each.type, open, bounds)
    if (each.kind === 'out' && each.type !== null) unify(parameter, each.type, open, bounds)
  })
  fix(bounds, map)
  // A lambda whose parameter types are known gives a result type, which may be a parameter type of another lambda.
  for (let pass = 0; pass < args.length + 1; pass++) {
    args.forEach((each, at) => {
      const parameter = parameterTypes[at]
      if (parameter === undefined) return
      inferFromFunction(each, substitute(parameter, map), open, bounds)
    })
    fix(bounds, map)
  }
  return member.typeParameters.every((each) => map.has(each))
}

function inferFromFunction(arg: Bound, parameter: Type, open: Set<Type>, bounds: Map<Type, Type[]>) {
  const shape = delegateShape(parameter)
  if (shape === null || !mentions(shape.returns, open)) return
  const inputs = shape.parameters
  if (inputs.some((each) => mentions(each, open))) return
  if (arg.kind === 'lambda' && arg.arity === inputs.length) {
    const { returns } = arg.bind(inputs, null)
    if (!isVoid(returns) && !isNull(returns)) unify(shape.returns, returns, open, bounds)
  }
  if (arg.kind === 'methods') {
    for (const { member } of arg.candidates) {
      const fits = member.parameters.length === inputs.length
      if (fits && inputs.every((each, at) => implicit(each, member.parameters[at]?.type ?? each) !== null)) {
        unify(shape.returns, member.returns, open, bounds)
        return
      }
    }
  }
}

function unify(parameter: Type, arg: Type, open: Set<Type>, bounds: Map<Type, Type[]>): void {
  if (open.has(parameter)) {
    bounds.set(parameter, [...(bounds.get(parameter) ?? []), arg])
    return
  }
  if (parameter.arguments.length === 0) return
  if (named(parameter, 'Nullable')) {
    unify(parameter.arguments[0] ?? parameter, underlying(arg), open, bounds)
    return
  }
  const views = ancestors(arg).filter((each) => each.definition === parameter.definition)
  // A JObject implements IEnumerable<T> twice, so C# cannot infer T from it.
  if (new Set(views).size > 1) return
  views[0]?.arguments.forEach((each, at) => {
    const inner = parameter.arguments[at]
    if (inner !== undefined) unify(inner, each, open, bounds)
  })
}

function fix(bounds: Map<Type, Type[]>, map: Map<Type, Type>): void {
  for (const [parameter, candidates] of bounds) {
    if (map.has(parameter)) continue
    const best = commonType(candidates)
    if (best !== null) map.set(parameter, best)
  }
}

/** The one of these types to which all the others convert. */
export function commonType(types: Type[]): Type | null {
  const distinct = [...new Set(types)]
  const best = distinct.filter((to) => distinct.every((from) => implicit(from, to) !== null))
  return best[0] ?? null
}

/** C#'s best common type: the type to which all values convert. */
export function commonTypeOf(values: Bound[]): Type | null {
  const types = values.flatMap((each) => (each.kind === 'value' && !isNull(each.type) ? [each.type] : []))
  const fits = [...new Set(types)].filter((to) => values.every((each) => convertTo(each, to) !== null))
  return fits.find((each) => !isReference(each)) ?? fits[0] ?? null
}

function mentions(of: Type, open: Set<Type>): boolean {
  return open.has(of) || of.arguments.some((each) => mentions(each, open))
}
