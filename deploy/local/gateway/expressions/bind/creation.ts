import type { Node } from 'web-tree-sitter'
import { isVoid, named, show } from '../model/relation.ts'
import { construct, type Type, type } from '../model/type.ts'
import { bounded } from '../run/meter.ts'
import { array, fail } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import type { Bound, Frame, Value } from './bound.ts'
import { argumentsOf, checkPattern, choose } from './call.ts'
import { convertTo } from './conversion.ts'
import { bind, field, finished, parts, value, valueAs } from './expression.ts'
import { commonTypeOf } from './inference.ts'
import { membersOf } from './lookup.ts'
import { invocation } from './overload.ts'
import { type Scope, temporary } from './scope.ts'
import { tupleType, typeName } from './type-test.ts'

/** `new T(…) { … }`. */
export function objectCreation(node: Node, scope: Scope): Bound {
  const of = typeName(field(node, 'type', scope), scope)
  const list = node.childForFieldName('arguments')
  const candidates = membersOf(of, 'new', true).filter(({ member }) => member.owner === of.definition)
  const initializer = node.childForFieldName('initializer')
  if (candidates.length === 0)
    scope.unit.refuse(node, `${show(of)} has no allowed constructor`, 'Use a static method or another type')
  const args = list === null ? [] : argumentsOf(parts(list), scope)
  const methods = {
    kind: 'methods' as const,
    name: `new ${show(of)}`,
    receiver: null,
    candidates,
    typeArguments: []
  }
  const chosen = choose(methods, args, node, scope)
  checkPattern(chosen, node, scope)
  const created: Value = { kind: 'value', type: of, run: invocation(chosen, null) }
  return initializer === null ? created : filled(created, initializer, scope)
}

// `{ a, b }` calls Add, `{ [k] = v }` calls the indexer, and `{ P = v }` sets the property.
function filled(created: Value, initializer: Node, scope: Scope): Value {
  const self = temporary(initializer, created.type, scope)
  const steps = parts(initializer).map((each): Value['run'] => {
    if (each.type !== 'assignment_expression') return added(self.value, each, scope)
    const left = field(each, 'left', scope)
    const right = field(each, 'right', scope)
    const isIndex = left.type === 'element_binding_expression'
    const name = isIndex ? 'this[]' : left.text
    const setters = membersOf(created.type, name, false).filter(({ member }) => member.isSetter)
    if (setters.length === 0)
      scope.unit.refuse(
        left,
        `${show(created.type)} has no ${left.text} to set`,
        'Set a property that has a setter'
      )
    const keys = isIndex ? argumentsOf(parts(left), scope) : []
    const [setter] = setters
    const of =
      setter === undefined
        ? type('System.Object')
        : (setter.map.get(setter.member.returns) ?? setter.member.returns)
    const assigned = valueAs(right, of, scope)
    const index = keys.map(({ bound }, at) => {
      const parameter = setter?.member.parameters[at]?.type
      const to = parameter === undefined ? null : (setter?.map.get(parameter) ?? parameter)
      return (
        (to === null ? null : convertTo(bound, to)) ??
        scope.unit.refuse(left, 'The index does not fit', 'Cast it to the type that the indexer takes')
      )
    })
    return (frame) =>
      setter?.member.run(self.value.run(frame), ...index.map((key) => key.run(frame)), assigned.run(frame))
  })
  const run: Value['run'] = (frame) => {
    const made = created.run(frame)
    for (const step of steps) {
      self.set(frame, made)
      step(frame)
    }
    return made
  }
  return { kind: 'value', type: created.type, run }
}

function added(self: Value, node: Node, scope: Scope): Value['run'] {
  const nodes = node.type === 'initializer_expression' ? parts(node) : [node]
  const args = nodes.map((each) => ({ name: null, bound: finished(bind(each, scope)) }))
  const candidates = membersOf(self.type, 'Add', false)
  if (candidates.length === 0)
    scope.unit.refuse(
      node,
      `${show(self.type)} has no Add`,
      'Write { Property = value }, or fill it in statements'
    )
  return invocation(
    choose(
      { kind: 'methods', name: 'Add', receiver: self, candidates, typeArguments: [] },
      args,
      node,
      scope
    ),
    self
  )
}

/** `new { a.B, C = 1 }`. */
export function anonymousObject(node: Node, scope: Scope): Bound {
  const names: string[] = []
  const values: Value[] = []
  const children = parts(node)
  for (let at = 0; at < children.length; at++) {
    const child = children[at]
    if (child === undefined) continue
    const isNamed = child.nextSibling?.type === '='
    const content = isNamed ? children[++at] : child
    if (content === undefined) continue
    const found = value(content, scope)
    if (isVoid(found.type) || found.type.definition.kind === 'null')
      scope.unit.refuse(content, 'The member needs a type', 'Cast it: (string)null')
    names.push(isNamed ? child.text : (content.childForFieldName('name')?.text ?? content.text))
    values.push(found)
  }
  const definition = type('System.AnonymousType').definition
  return composed(
    construct(
      definition,
      values.map((each) => each.type),
      names
    ),
    values
  )
}

/** `(a, b)`. */
export function tuple(node: Node, scope: Scope): Bound {
  const elements = argumentsOf(parts(node), scope)
  const values = elements.map(({ bound }, at) =>
    bound.kind === 'value' ? bound : value(parts(node)[at] ?? node, scope)
  )
  const of = tupleType(
    values.map((each) => each.type),
    elements.map((each) => each.name)
  )
  return { ...composed(of, values), elements: values }
}

function composed(of: Type, values: Value[]): Value {
  return {
    kind: 'value',
    type: of,
    run: (frame) => ({ type: of, items: values.map((each) => each.run(frame)) })
  }
}

/** `new T[n]` and `new T[] { … }`. */
export function arrayCreation(node: Node, scope: Scope): Bound {
  const of = typeName(field(node, 'type', scope), scope)
  const element = of.arguments[0]
  if (element === undefined || !named(of, 'Array'))
    return scope.unit.refuse(node, 'This is not an array', 'Write new T[n] or new T[] { … }')
  const initializer = parts(node).find((each) => each.type === 'initializer_expression')
  if (initializer !== undefined) return arrayOf(initializer, of, scope)
  const size = sizeOf(field(node, 'type', scope))
  if (size === undefined)
    return scope.unit.refuse(node, 'The array needs a size or elements', 'Write new T[n] or new T[] { … }')
  const length = valueAs(size, type('System.Int32'), scope)
  const run = (frame: Frame) => {
    const count = length.run(frame) as number
    if (count < 0) fail('OverflowException', 'Arithmetic operation resulted in an overflow.')
    return array(
      element,
      Array.from({ length: bounded(count) }, () => zero(element))
    )
  }
  return { kind: 'value', type: of, run }
}

// `new T[2][]` is an array type whose innermost rank has the size.
function sizeOf(node: Node): Node | undefined {
  const inner = node.childForFieldName('type')
  const rank = node.childForFieldName('rank')
  const size = rank === null ? undefined : parts(rank)[0]
  return inner?.type === 'array_type' ? sizeOf(inner) : size
}

/** `{ … }` as an array of that type. */
export function arrayOf(initializer: Node, of: Type, scope: Scope): Value {
  const [element = of] = of.arguments
  return listed(
    element,
    parts(initializer).map((each) => valueAs(each, element, scope))
  )
}

/** `new[] { … }`. */
export function implicitArray(node: Node, scope: Scope): Bound {
  const initializer = parts(node).find((each) => each.type === 'initializer_expression')
  const bound = initializer === undefined ? [] : parts(initializer).map((each) => finished(bind(each, scope)))
  const element = commonTypeOf(bound)
  if (element === null)
    return scope.unit.refuse(node, 'The elements have no common type', 'Name it: new object[] { … }')
  return listed(
    element,
    bound.map(
      (each) =>
        convertTo(each, element) ??
        scope.unit.refuse(node, 'An element does not fit', 'Cast it to the type of the others')
    )
  )
}

function listed(element: Type, values: Value[]): Value {
  return {
    kind: 'value',
    type: type('System.Array', element),
    run: (frame) =>
      array(
        element,
        values.map((each) => each.run(frame))
      )
  }
}
