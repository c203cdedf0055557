import type { Node } from 'web-tree-sitter'
import { isIntegral, named, show, underlying } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { fit } from '../run/arithmetic.ts'
import { unassignable } from './assignment.ts'
import type { Value } from './bound.ts'
import { implicit } from './conversion.ts'
import { literal, value } from './expression.ts'
import { combine } from './operator.ts'
import { type Scope, temporary } from './scope.ts'

/** `x++`, `++x`, `x--` and `--x`. The result is the value before or after the change. */
export function increment(
  node: Node,
  operandNode: Node,
  operator: string,
  isPrefix: boolean,
  scope: Scope
): Value {
  const place = value(operandNode, scope)
  const { assign, target } = place
  if (assign === undefined) return unassignable(operandNode, place, scope)
  const now = temporary(node, place.type, scope)
  const next = combine(operator[0] ?? '+', now.value, literal(type('System.Int32'), 1), node, scope)
  const back = backTo(next, place.type, node, scope)
  const run: Value['run'] = (frame) => {
    const at = target?.(frame) ?? {
      get: () => place.run(frame),
      set: (changed: unknown) => assign(frame, changed)
    }
    const before = at.get()
    now.set(frame, before)
    const after = back(next.run(frame))
    at.set(after)
    return isPrefix ? after : before
  }
  return { kind: 'value', type: place.type, run }
}

/** Converts the result of a compound assignment back to the type of its variable, as in `byte b; b += 1`. */
export function backTo(result: Value, to: Type, node: Node, scope: Scope): (found: unknown) => unknown {
  const convert = implicit(result.type, to)
  if (convert !== null) return convert
  if (isIntegral(underlying(to)) || named(to, 'Char')) {
    return (found) =>
      found === null
        ? null
        : fit(BigInt(found as number), underlying(to).definition.shortName, scope.isChecked)
  }
  return scope.unit.refuse(
    node,
    `${show(result.type)} does not convert back to ${show(to)}`,
    `Write x = (${show(to)})(…)`
  )
}
