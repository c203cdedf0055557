import type { Node } from 'web-tree-sitter'
import { isOperand } from '../casts.ts'
import { isVoid, nullable, show } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { typeValue } from '../run/type-value.ts'
import { unsupported } from '../unsupported.ts'
import { assignment, postfix } from './assignment.ts'
import { type Bound, SKIPPED, type Value } from './bound.ts'
import { invocation } from './call.ts'
import { anonymousObject, arrayCreation, implicitArray, objectCreation, tuple } from './creation.ts'
import { lambda } from './lambda.ts'
import { character, identifierLike, integer, interpolated, real, text, verbatim } from './literal.ts'
import { elementAccess, memberAccess } from './member.ts'
import { binary, checked, conditional, prefix } from './operator.ts'
import { pass } from './overload.ts'
import { raise } from './raise.ts'
import type { Scope } from './scope.ts'
import { asType, cast, castTo, defaultOf, isPattern, isType, typeName } from './type-test.ts'

type Binder = (node: Node, scope: Scope) => Bound

/** The binder for each kind of expression. Any other kind is refused. */
const binders: Record<string, Binder> = {
  identifier: identifierLike,
  generic_name: identifierLike,
  predefined_type: (node, scope) => ({ kind: 'type', type: typeName(node, scope) }),
  qualified_name: (node, scope) => ({ kind: 'type', type: typeName(node, scope) }),
  array_type: (node, scope) => ({ kind: 'type', type: typeName(node, scope) }),
  integer_literal: integer,
  real_literal: real,
  string_literal: text,
  verbatim_string_literal: verbatim,
  character_literal: character,
  interpolated_string_expression: interpolated,
  boolean_literal: (node) => literal(type('System.Boolean'), node.text === 'true'),
  null_literal: () => literal(type('System.Null'), null),
  parenthesized_expression: parenthesized,
  member_access_expression: memberAccess,
  element_access_expression: elementAccess,
  invocation_expression: invocation,
  object_creation_expression: objectCreation,
  anonymous_object_creation_expression: anonymousObject,
  array_creation_expression: arrayCreation,
  implicit_array_creation_expression: implicitArray,
  tuple_expression: tuple,
  lambda_expression: lambda,
  anonymous_method_expression: lambda,
  binary_expression: binary,
  prefix_unary_expression: prefix,
  unary_expression: prefix,
  postfix_unary_expression: postfix,
  assignment_expression: assignment,
  conditional_expression: conditional,
  cast_expression: cast,
  as_expression: asType,
  is_expression: isType,
  is_pattern_expression: isPattern,
  default_expression: defaultOf,
  checked_expression: checked,
  typeof_expression: (node, scope) => {
    const found = typeValue(typeName(only(node, scope), scope))
    return { kind: 'value', type: type('System.Type'), run: () => found }
  },
  throw_expression: (node, scope) => ({ kind: 'throws', run: throwing(only(node, scope), scope) })
}

/** Why the refused kinds that people try most are refused, and what to write instead. */
const refused: Record<string, [problem: string, hint: string]> = {
  switch_expression: ['Switch expressions are C# 8', 'Write a conditional (a ? b : c) or a switch statement'],
  range_expression: ['Ranges are C# 8', 'Write Substring, Skip or Take'],
  implicit_object_creation_expression: ['Target-typed new is C# 9', 'Name the type'],
  with_expression: ['with is C# 9', 'Build a new object'],
  raw_string_literal: ['Raw strings are C# 11', 'Write @"…"'],
  query_expression: [unsupported.query, 'Write source.Where(x => …).Select(x => …)'],
  collection_expression: ['Collection expressions are C# 12', 'Write new[] { … }'],
  await_expression: [unsupported.async, 'Remove await: a body is read before the expression runs'],
  declaration_expression: [unsupported.deconstruction, 'Read Item1, Item2 or the names']
}

// Binding is recursive descent: an expression is bound by the binder of its kind, which binds its parts here again.
// These files therefore import each other in a circle. It is the only circle in this project.

/** Binds a node. A part of a `?.` chain may still give `SKIPPED`, until `finished` closes the chain. */
export function bind(node: Node, scope: Scope): Bound {
  const binder = binders[node.type]
  if (binder === undefined) return unknownKind(node, scope, refused)
  const bound = binder(node, scope)
  const { casts } = scope.unit
  const types = casts.size > 0 && isOperand(node) ? casts.get(node.startIndex) : undefined
  return (types ?? []).reduce((inner, each) => castTo(node, typeName(each, scope), inner, scope), bound)
}

/** Refuses a node of a kind that has no binder. */
export function unknownKind(node: Node, scope: Scope, refused: Record<string, [string, string]>): never {
  const other = `A policy expression cannot have a ${node.type.replaceAll('_', ' ')}`
  const [problem, hint] = refused[node.type] ?? [other, 'Write it with other parts of C# 7']
  return scope.unit.refuse(node, problem, hint)
}

/** Binds a node that must give a value. */
export function value(node: Node, scope: Scope): Value {
  const bound = finished(bind(node, scope))
  return bound.kind === 'value' ? bound : noValue(node, bound, scope)
}

/** Refuses a node that is not a value. */
export function noValue(node: Node, bound: Bound, scope: Scope): never {
  const hint = bound.kind === 'methods' ? `Call it: ${bound.name}(…)` : 'Write an expression that has a value'
  return scope.unit.refuse(node, `A value is needed here, not ${described(bound)}`, hint)
}

/** What a node is, for a refusal: the type of a value, or a phrase such as `a method`. */
export function described(bound: Bound): string {
  if (bound.kind === 'value') return show(bound.type)
  return {
    type: 'a type',
    namespace: 'a namespace',
    methods: 'a method',
    lambda: 'a lambda',
    throws: 'a throw',
    out: 'an out argument'
  }[bound.kind]
}

/** Binds a node and converts it implicitly. */
export function valueAs(node: Node, to: Type, scope: Scope): Value {
  const bound = finished(bind(node, scope))
  return pass(bound, to) ?? wrongType(node, bound, to, scope)
}

/** Refuses a value whose type does not convert to the one that is needed. */
export function wrongType(node: Node, bound: Bound, to: Type, scope: Scope): never {
  return scope.unit.refuse(
    node,
    `${described(bound)} does not convert to ${show(to)}`,
    `Cast it, as in (${show(to)})…, or convert it`
  )
}

function parenthesized(node: Node, scope: Scope): Bound {
  const bound = finished(bind(only(node, scope), scope))
  return bound.kind === 'type' || bound.kind === 'namespace' ? value(only(node, scope), scope) : bound
}

/** Closes a `?.` chain: `SKIPPED` becomes null. */
export function finished(bound: Bound): Bound {
  if (bound.kind !== 'value' || bound.chained !== true) return bound
  const { run } = bound
  return {
    kind: 'value',
    type: isVoid(bound.type) ? bound.type : nullable(bound.type),
    run: (frame) => {
      const found = run(frame)
      return found === SKIPPED ? null : found
    }
  }
}

/** A value that is known at compile time. */
export function literal(of: Type, constant: NonNullable<Value['constant']> | null): Value {
  return { kind: 'value', type: of, run: () => constant, constant }
}

/** The node's named children, without comments. */
export function parts(node: Node): Node[] {
  return node.namedChildren.filter((each): each is Node => each !== null && each.type !== 'comment')
}

/** The only part of a node, such as the expression in parentheses. */
export function only(node: Node, scope: Scope): Node {
  return parts(node)[0] ?? scope.unit.refuse(node, 'Something is missing here', 'Complete the expression')
}

/** A part of a node by the name that the grammar gives it. */
export function field(node: Node, name: string, scope: Scope): Node {
  return (
    node.childForFieldName(name) ??
    scope.unit.refuse(node, `The ${name} is missing here`, 'Complete the expression')
  )
}

/** Binds the exception after `throw`. */
export function throwing(node: Node, scope: Scope): Value['run'] {
  const thrownValue = valueAs(node, type('System.Exception'), scope)
  return (frame) => raise(thrownValue.run(frame))
}
