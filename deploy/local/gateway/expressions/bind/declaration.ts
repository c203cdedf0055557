import type { Node } from 'web-tree-sitter'
import { isVoid, named, show } from '../model/relation.ts'
import type { Type } from '../model/type.ts'
import { zero } from '../run/zero.ts'
import { unsupported } from '../unsupported.ts'
import type { Frame } from './bound.ts'
import { arrayOf } from './creation.ts'
import { field, parts, value, valueAs } from './expression.ts'
import type { Scope } from './scope.ts'
import type { Statement } from './statement.ts'
import { typeName } from './type-test.ts'

/** `T x = …` and `var x = …`, `const` and the resource of a `using` included. */
export function declaration(node: Node, scope: Scope, isUsing = false): Statement {
  if (node.children.some((each) => each?.type === 'using'))
    scope.unit.refuse(node, 'A using declaration is C# 8', 'Write using (…) { … }')
  const list =
    node.type === 'variable_declaration'
      ? node
      : (parts(node).find((each) => each.type === 'variable_declaration') ?? node)
  const typeNode = field(list, 'type', scope)
  const isVar = typeNode.type === 'implicit_type' || typeNode.text === 'var'
  const isConst = node.children.some((each) => each?.type === 'modifier' && each.text === 'const')
  if (isConst && isVar) scope.unit.refuse(node, 'A constant must name its type', 'Write const string x = …')
  const kind = isConst ? 'const' : isUsing ? 'using' : 'variable'
  const declarators = parts(list).filter((each) => each.type === 'variable_declarator')
  const runs = declarators.map((each) =>
    declarator(each, isVar ? null : typeName(typeNode, scope), kind, scope)
  )
  return {
    ends: true,
    run: (frame) => {
      for (const run of runs) run(frame)
      return undefined
    }
  }
}

function declarator(
  node: Node,
  of: Type | null,
  kind: 'const' | 'using' | 'variable',
  scope: Scope
): (frame: Frame) => void {
  const children = parts(node)
  const name = node.childForFieldName('name')
  if (name === null)
    return scope.unit.refuse(node, unsupported.deconstruction, 'Read Item1, Item2 or the names')
  const start = children.find((each) => each.id !== name.id)
  if (start === undefined) {
    if (of === null) return scope.unit.refuse(node, 'var needs a value here', 'Name the type')
    if (kind !== 'variable')
      return scope.unit.refuse(node, 'A constant or a resource needs its value here', 'Write = and the value')
    const { set } = scope.declare(node, name.text, of)
    return (frame) => set(frame, zero(of))
  }
  const isArray = start.type === 'initializer_expression'
  if (isArray && (of === null || !named(of, 'Array')))
    scope.unit.refuse(
      start,
      '{ … } can initialize only a variable of an array type',
      'Name its type: string[] x = { … }'
    )
  const initial =
    of === null ? value(start, scope) : isArray ? arrayOf(start, of, scope) : valueAs(start, of, scope)
  if (of === null && (isVoid(initial.type) || initial.type.definition.kind === 'null')) {
    scope.unit.refuse(start, `var cannot be ${show(initial.type)}`, 'Name the type')
  }
  const { constant } = initial
  if (kind === 'const' && constant === undefined)
    scope.unit.refuse(start, `${start.text} is not a constant`, 'Write a literal, or remove const')
  const traits =
    kind === 'const' ? { constant } : kind === 'using' ? { fixed: 'the variable of a using' } : {}
  const { set } = scope.declare(node, name.text, initial.type, traits)
  const local = scope.find(name.text)
  if (local?.kind === 'value') local.given?.(initial)
  return (frame) => set(frame, initial.run(frame))
}
