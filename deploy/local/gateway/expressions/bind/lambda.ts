import type { Node } from 'web-tree-sitter'
import { isVoid } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { step } from '../run/meter.ts'
import type { Bound, Frame, Value } from './bound.ts'
import { convertTo } from './conversion.ts'
import { bind, field, finished, parts, wrongType } from './expression.ts'
import { commonTypeOf } from './inference.ts'
import type { Result, Scope } from './scope.ts'
import { block, returned } from './statement.ts'
import { typeName } from './type-test.ts'

/** A lambda or an anonymous method. Its body is bound when its parameters have types. */
export function lambda(node: Node, scope: Scope): Bound {
  if (node.children.some((each) => each?.type === 'modifier'))
    scope.unit.refuse(node, 'async and static lambdas are not supported', 'Remove the modifier')
  const typed = node.childForFieldName('type')
  if (typed !== null) scope.unit.refuse(typed, 'A lambda with a return type is C# 10', 'Remove the type')
  const list = node.childForFieldName('parameters')
  const parameters = list === null ? [] : list.type === 'parameter_list' ? parts(list) : [list]
  const names = parameters.map((each) => each.childForFieldName('name')?.text ?? each.text)
  const explicit = parameters.map((each) => {
    const named = each.childForFieldName('type')
    return named === null ? null : typeName(named, scope)
  })
  const body =
    node.childForFieldName('body') ??
    parts(node).find((each) => each.type === 'block') ??
    field(node, 'body', scope)
  const known = new Map<string, Value & { returns: Type }>()
  return {
    kind: 'lambda',
    arity: parameters.length,
    explicit,
    bind: (types, returns) => {
      const key = `${types.map((each) => each.key)}>${returns?.key}`
      const bound = known.get(key) ?? bindBody(body, names, types, returns, scope)
      known.set(key, bound)
      return bound
    }
  }
}

function bindBody(
  body: Node,
  names: string[],
  types: Type[],
  returns: Type | null,
  outer: Scope
): Value & { returns: Type } {
  const result: Result = { type: returns, found: [] }
  const scope = outer.child({ result })
  names.forEach((name, at) => {
    scope.declare(body, name, types[at] ?? type('System.Object'))
  })
  const { run, returns: inferred } =
    body.type === 'block' ? blockBody(body, scope) : expressionBody(body, scope, returns)
  const count = names.length
  const make = (frame: Frame) => {
    return (...values: unknown[]) => {
      step()
      return run({ parent: frame, slots: values.slice(0, count) })
    }
  }
  return { kind: 'value', type: returns ?? inferred, run: make, returns: inferred }
}

function expressionBody(
  body: Node,
  scope: Scope,
  returns: Type | null
): { run: Value['run']; returns: Type } {
  const bound = finished(bind(body, scope))
  if (returns === null || isVoid(returns)) {
    if (bound.kind === 'throws') return { run: bound.run, returns: type('System.Null') }
    if (bound.kind !== 'value')
      return scope.unit.refuse(body, 'The lambda must have a value', 'Return one from its body')
    return { run: bound.run, returns: bound.type }
  }
  const converted = convertTo(bound, returns) ?? wrongType(body, bound, returns, scope)
  return { run: converted.run, returns }
}

function blockBody(body: Node, scope: Scope): { run: Value['run']; returns: Type } {
  const { run, ends } = block(body, scope)
  const { type: wanted, found } = scope.result
  const returns = wanted ?? (found.length === 0 ? type('System.Void') : commonTypeOf(found))
  if (returns === null)
    return scope.unit.refuse(body, 'The lambda returns values of no common type', 'Cast them to one type')
  if (ends && !isVoid(returns))
    scope.unit.refuse(body, 'Not every path of the lambda returns a value', 'Add a return at its end')
  return { run: (frame) => returned(run(frame)), returns }
}
