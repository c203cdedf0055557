import type { Node } from 'web-tree-sitter'
import { show, viewAs } from '../model/relation.ts'
import { findDefinition, type Type, type } from '../model/type.ts'
import { propertyPairs, type Token } from '../run/json.ts'
import { step } from '../run/meter.ts'
import { iterate } from '../run/sequence.ts'
import { fail } from '../run/value.ts'
import { unsupported } from '../unsupported.ts'
import type { Frame, Value } from './bound.ts'
import { cs, explicit } from './conversion.ts'
import { declaration } from './declaration.ts'
import { field, parts, value, valueAs } from './expression.ts'
import { opened } from './member.ts'
import type { Scope } from './scope.ts'
import { BREAK, body, CONTINUE, type Exec, type Statement } from './statement.ts'
import { typeName } from './type-test.ts'

export function whileLoop(node: Node, scope: Scope): Statement {
  const inside = scope.child()
  const condition = valueAs(field(node, 'condition', scope), type('System.Boolean'), inside)
  const inner = body(field(node, 'body', scope), inside)
  const run: Exec = (frame) => {
    const own: Frame = { parent: frame, slots: [] }
    while (condition.run(own) === true) {
      step()
      const signal = inner.run(own)
      if (signal === BREAK) break
      if (signal !== undefined && signal !== CONTINUE) return signal
    }
    return undefined
  }
  return { run, ends: condition.constant !== true || breaks(node) }
}

export function doLoop(node: Node, scope: Scope): Statement {
  const inner = body(field(node, 'body', scope), scope)
  const condition = valueAs(field(node, 'condition', scope), type('System.Boolean'), scope)
  const run: Exec = (frame) => {
    do {
      step()
      const signal = inner.run(frame)
      if (signal === BREAK) break
      if (signal !== undefined && signal !== CONTINUE) return signal
    } while (condition.run(frame) === true)
    return undefined
  }
  return { run, ends: condition.constant !== true || breaks(node) }
}

export function forLoop(node: Node, scope: Scope): Statement {
  const inside = scope.child()
  const starts = node.childrenForFieldName('initializer').flatMap((each) => {
    if (each === null || !each.isNamed) return []
    return [each.type === 'variable_declaration' ? declaration(each, inside).run : value(each, inside).run]
  })
  const conditionNode = node.childForFieldName('condition')
  const condition = conditionNode === null ? null : valueAs(conditionNode, type('System.Boolean'), inside)
  const updates = node
    .childrenForFieldName('update')
    .flatMap((each) => (each?.isNamed === true ? [value(each, inside)] : []))
  const inner = body(field(node, 'body', scope), inside)
  const run: Exec = (frame) => {
    const own: Frame = { parent: frame, slots: [] }
    for (const start of starts) start(own)
    while (condition === null || condition.run(own) === true) {
      step()
      const signal = inner.run(own)
      if (signal === BREAK) break
      if (signal !== undefined && signal !== CONTINUE) return signal
      for (const update of updates) update.run(own)
    }
    return undefined
  }
  return { run, ends: (condition !== null && condition.constant !== true) || breaks(node) }
}

/** `foreach (T x in …)` over an `IEnumerable<T>`. Each round has a new variable, which lambdas may keep. */
export function foreachLoop(node: Node, scope: Scope): Statement {
  const source = value(field(node, 'right', scope), scope)
  const element = elementType(source.type)
  if (element === null)
    return scope.unit.refuse(
      node,
      `${show(source.type)} is not a sequence`,
      'Loop over an array, a list or another IEnumerable<T>'
    )
  const left = field(node, 'left', scope)
  if (left.type !== 'identifier') scope.unit.refuse(left, unsupported.deconstruction, 'Name one variable')
  const named = node.childForFieldName('type')
  if (named === null)
    scope.unit.refuse(node, 'foreach must declare its variable', 'Write foreach (var x in …)')
  const declared =
    named === null || named.type === 'implicit_type' || named.text === 'var'
      ? element
      : typeName(named, scope)
  const convert = explicit(element, declared, scope.isChecked)
  if (convert === null)
    return scope.unit.refuse(
      node,
      `No cast from ${show(element)} to ${show(declared)} exists`,
      'Write foreach (var x in …)'
    )
  const isPairs = source.type.definition.shortName === 'JObject'
  const inside = scope.child()
  const { set } = inside.declare(left, left.text, declared, { fixed: 'the variable of a foreach' })
  const inner = body(field(node, 'body', scope), inside)
  const run: Exec = (frame) => {
    const sequence = presentSource(source, frame)
    for (const each of isPairs ? propertyPairs(sequence as Token) : iterate(sequence)) {
      step()
      const own: Frame = { parent: frame, slots: [] }
      set(own, convert(each))
      const signal = inner.run(own)
      if (signal === BREAK) break
      if (signal !== undefined && signal !== CONTINUE) return signal
    }
    return undefined
  }
  return { run, ends: true }
}

/** The `T` of a type that is an `IEnumerable<T>`; null for any other type. */
export function elementType(of: Type): Type | null {
  const definition = findDefinition('System.Collections.Generic.IEnumerable', 1)
  if (definition === undefined) return fail('InvalidOperationException', 'no sequences')
  const own = (of.arguments.length === 0 ? of.definition.implements : [])
    .map((each) => cs(each))
    .find((each) => each.definition === definition)
  if (own !== undefined) return own.arguments[0] ?? null
  return viewAs(of, { key: '', definition, arguments: [] })?.arguments[0] ?? null
}

function presentSource(source: Value, frame: Frame): unknown {
  return opened(source)(frame)
}

// Looks for a break of this loop, not of one inside it.
function breaks(node: Node): boolean {
  const nested = [
    'while_statement',
    'do_statement',
    'for_statement',
    'foreach_statement',
    'switch_statement',
    'lambda_expression'
  ]
  return parts(node).some(
    (each) => each.type === 'break_statement' || (!nested.includes(each.type) && breaks(each))
  )
}
