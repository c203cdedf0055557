import { isEnum, isNull, isNullable, named, nullable, underlying } from '../model/relation.ts'
import type { Type } from '../model/type.ts'
import type { Value } from './bound.ts'
import { membersOf } from './lookup.ts'
import { invocation, resolve } from './overload.ts'

/** Applies an operator that one of the types defines, as DateTime does, lifted over null. Null when neither does. */
export function userOperator(operator: string, left: Value, right: Value): Value | null {
  const [a, b] = [underlying(left.type), underlying(right.type)]
  if (isEnum(a) || isEnum(b)) return null
  const owners = a === b ? [a] : [a, b]
  const candidates = owners
    .flatMap((each) => (isNull(each) ? [] : membersOf(each, `operator ${operator}`, true)))
    .filter(({ member }) => member.parameters.length === 2)
  if (candidates.length === 0) return null
  const lifted = isNullable(left.type) || isNullable(right.type)
  if (lifted && (isNull(left.type) || isNull(right.type))) return null
  const bare = (each: Value, of: Type): Value => ({ kind: 'value', type: of, run: each.run })
  // The operator runs in its own frame, which holds the two values.
  const operand = (at: number, of: Type): Value => ({
    kind: 'value',
    type: of,
    run: (frame) => frame.slots[at]
  })
  const operands = lifted
    ? [operand(0, a), operand(1, b)]
    : [isNull(a) ? left : bare(left, a), isNull(b) ? right : bare(right, b)]
  const chosen = resolve(
    { kind: 'methods', name: operator, receiver: null, candidates, typeArguments: [] },
    operands.map((bound) => ({ name: null, bound }))
  )
  if (typeof chosen === 'string') return null
  const call = invocation(chosen, null)
  if (!lifted) return { kind: 'value', type: chosen.returns, run: call }
  const isTest = named(chosen.returns, 'Boolean')
  const run: Value['run'] = (frame) => {
    const slots = [left.run(frame), right.run(frame)]
    const missing = slots.filter((each) => each === null).length
    if (missing > 0)
      return isTest ? (operator === '==' ? missing === 2 : operator === '!=' ? missing === 1 : false) : null
    return call({ parent: frame, slots })
  }
  return { kind: 'value', type: isTest ? chosen.returns : nullable(chosen.returns), run }
}
