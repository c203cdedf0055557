import type { Node } from 'web-tree-sitter'
import type { Bound, Value } from './bound.ts'
import { field, only, value, valueAs } from './expression.ts'
import { backTo, increment } from './increment.ts'
import { combine } from './operator.ts'
import { type Scope, temporary } from './scope.ts'

/** `a = b` and `a += b`. The result is the assigned value. */
export function assignment(node: Node, scope: Scope): Bound {
  const operator = (node.childForFieldName('operator') ?? node.children[1])?.text ?? '='
  if (/^(cast|prefix_unary|unary|binary|as|is)_expression$/.test(node.parent?.type ?? '')) {
    scope.unit.refuse(node, 'An assignment inside an expression needs parentheses', 'Write (x = …)')
  }
  const leftNode = field(node, 'left', scope)
  const rightNode = field(node, 'right', scope)
  if (operator === '??=') scope.unit.refuse(node, '??= is C# 8', 'Write x = x ?? …')
  if (operator === '>>>=') scope.unit.refuse(node, '>>>= is C# 11', 'Cast to an unsigned type and write >>')
  const place = value(leftNode, scope)
  const { assign, target } = place
  if (assign === undefined) return unassignable(leftNode, place, scope)
  if (operator !== '=') return compound(operator.slice(0, -1), place, rightNode, node, scope)
  const right = valueAs(rightNode, place.type, scope)
  place.given?.(right)
  const run: Value['run'] = (frame) => {
    const at = target?.(frame)
    const found = right.run(frame)
    if (at === undefined) assign(frame, found)
    else at.set(found)
    return found
  }
  return { kind: 'value', type: place.type, run }
}

/** Refuses an assignment to anything that cannot be assigned. */
export function unassignable(node: Node, { fixed }: Value, scope: Scope): never {
  const why = fixed === undefined ? '' : `: it is ${fixed}`
  return scope.unit.refuse(node, `${node.text} cannot be assigned${why}`, 'Assign to a local variable')
}

/** `a++` and `a--`. */
export function postfix(node: Node, scope: Scope): Bound {
  const operator = node.children.at(-1)?.text ?? ''
  if (operator !== '++' && operator !== '--')
    scope.unit.refuse(node, `The operator ${operator} is C# 8`, 'Remove it')
  return increment(node, only(node, scope), operator, false, scope)
}

function compound(operator: string, place: Value, rightNode: Node, node: Node, scope: Scope): Value {
  const { assign, target } = place
  const now = temporary(node, place.type, scope)
  const right = value(rightNode, scope)
  const result = combine(operator, now.value, right, node, scope)
  const back = backTo(result, place.type, node, scope)
  const run: Value['run'] = (frame) => {
    const at = target?.(frame) ?? {
      get: () => place.run(frame),
      set: (changed: unknown) => assign?.(frame, changed)
    }
    now.set(frame, at.get())
    const found = back(result.run(frame))
    at.set(found)
    return found
  }
  return { kind: 'value', type: place.type, run }
}
