import { isNumeric, isReference, named, viewAs } from '../model/relation.ts'
import type { Member, Type } from '../model/type.ts'
import type { Bound, Candidate, Lambda } from './bound.ts'
import { delegateShape, implicit } from './conversion.ts'

/** Whether C# prefers one applicable method to the other. */
export function better(one: Candidate, other: Candidate): boolean {
  let strictly = 0
  for (let at = 0; at < Math.min(one.types.length, other.types.length); at++) {
    const [a, b, arg] = [one.types[at], other.types[at], one.args[at]]
    if (a === undefined || b === undefined || arg === undefined) continue
    const rank = betterConversion(arg, a, b)
    if (rank < 0) return false
    strictly += rank
  }
  if (strictly > 0) return true
  if (one.types.some((each, at) => each !== other.types[at])) return false
  const [generic, otherGeneric] = [
    one.member.typeParameters.length > 0,
    other.member.typeParameters.length > 0
  ]
  if (generic !== otherGeneric) return !generic
  if (one.expanded !== other.expanded) return !one.expanded
  if (one.defaults !== other.defaults) return one.defaults < other.defaults
  if (one.expanded && one.member.parameters.length !== other.member.parameters.length) {
    return one.member.parameters.length > other.member.parameters.length
  }
  return specific(one.member, other.member)
}

// 1 when the first target suits the argument better, -1 when the second does.
function betterConversion(arg: Bound, a: Type, b: Type): number {
  if (a === b) return 0
  if (arg.kind === 'value') {
    if (arg.type === a) return 1
    if (arg.type === b) return -1
  }
  if (arg.kind === 'lambda') return betterDelegate(arg, a, b)
  const [toB, toA] = [implicit(a, b) !== null, implicit(b, a) !== null]
  if (toB !== toA) return toB ? 1 : -1
  if (isNumeric(a) && isNumeric(b)) return signed(a) && !signed(b) ? 1 : signed(b) && !signed(a) ? -1 : 0
  return 0
}

function betterDelegate(lambda: Lambda, a: Type, b: Type): number {
  const [x, y] = [delegateShape(a), delegateShape(b)]
  if (x === null || y === null || x.parameters.some((each, at) => each !== y.parameters[at])) return 0
  const { returns } = lambda.bind(x.parameters, null)
  if (x.returns === returns && y.returns !== returns) return 1
  if (y.returns === returns && x.returns !== returns) return -1
  const [toB, toA] = [implicit(x.returns, y.returns) !== null, implicit(y.returns, x.returns) !== null]
  return toB === toA ? 0 : toB ? 1 : -1
}

function specific(one: Member, other: Member): boolean {
  return one.parameters.some((each, at) => {
    const against = other.parameters[at]
    if (against === undefined) return false
    const [open, closed] = [
      against.type.definition.kind === 'parameter',
      each.type.definition.kind !== 'parameter'
    ]
    return (
      (open && closed) ||
      (isReference(each.type) && each.type !== against.type && viewAs(each.type, against.type) !== null)
    )
  })
}

const signed = (of: Type) => ['SByte', 'Int16', 'Int32', 'Int64'].some((name) => named(of, name))
