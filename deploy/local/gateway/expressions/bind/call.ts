import type { Node } from 'web-tree-sitter'
import { CSharpException } from '../errors.ts'
import { isReference, show } from '../model/relation.ts'
import { step } from '../run/meter.ts'
import { programOf } from '../run/regex/index.ts'
import { box } from '../run/value.ts'

import { unsupported } from '../unsupported.ts'
import { unassignable } from './assignment.ts'

import { type Bound, type Methods, SKIPPED, type Value } from './bound.ts'
import { convertTo, delegateShape } from './conversion.ts'
import { bind, described, field, finished, parts, value } from './expression.ts'
import { nameOf } from './literal.ts'
import { opened } from './member.ts'
import { type Argument, type Call, resolve } from './overload.ts'
import { type Scope, temporary } from './scope.ts'
import { typeName } from './type-test.ts'

/** `f(…)`: a method, or a delegate. */
export function invocation(node: Node, scope: Scope): Bound {
  const target = field(node, 'function', scope)
  const args = parts(field(node, 'arguments', scope))
  if (target.text === 'nameof' && scope.find('nameof') === null) return nameOf(args, scope)
  const callee = bind(target, scope)
  const given = argumentsOf(args, scope)
  if (callee.kind === 'value') return delegateCall(node, callee, given, scope)
  if (callee.kind !== 'methods')
    return scope.unit.refuse(
      node,
      `${target.text} cannot be called`,
      'Write new before a type to create an object'
    )
  const { receiver } = callee
  if (receiver?.chained !== true) return called(choose(callee, given, node, scope), callee, args, node, scope)
  const present = temporary(node, receiver.type, scope)
  const closed: Methods = { ...callee, receiver: present.value }
  const inner = called(choose(closed, given, node, scope), closed, args, node, scope)
  const run: Value['run'] = (frame) => {
    const found = receiver.run(frame)
    if (found === SKIPPED) return SKIPPED
    present.set(frame, found)
    return inner.run(frame)
  }
  return { ...inner, run, chained: true }
}

/** Chooses the overload. When none fits, refuses the call and lists the overloads. */
export function choose(methods: Methods, args: Argument[], node: Node, scope: Scope): Call {
  const chosen = resolve(methods, args)
  if (typeof chosen !== 'string') return chosen
  const types = args.map(({ bound }) => described(bound)).join(', ')
  const why = chosen === 'none' ? 'has no allowed overload for' : 'is ambiguous for'
  const forms = methods.candidates
    .slice(0, 4)
    .map(({ member }) => `(${member.parameters.map((each) => show(each.type)).join(', ')})`)
  return scope.unit.refuse(
    node,
    `${methods.name} ${why} (${types})`,
    `Use ${methods.name}${forms.join(' or ')}`
  )
}

function called(chosen: Call, { receiver }: Methods, args: Node[], node: Node, scope: Scope): Value {
  const { member, values, types, returns } = chosen
  noteVariable(chosen, args, scope)
  checkPattern(chosen, node, scope)
  if (member.isStatic || receiver === null) {
    const run: Value['run'] = (frame) => {
      step()
      return member.run(...values(frame), types)
    }
    return { kind: 'value', type: returns, run }
  }
  const bare = opened(receiver)
  const isBoxed = !isReference(receiver.type) && member.owner.kind !== 'struct'
  const self: Value['run'] = isBoxed ? (frame) => box(bare(frame), receiver.type) : bare
  const run: Value['run'] = (frame) => {
    step()
    return member.run(self(frame), ...values(frame), types)
  }
  return { kind: 'value', type: returns, run }
}

/** Binds each argument of a call. Overload resolution deals with `out` and with names. */
export function argumentsOf(nodes: Node[], scope: Scope): Argument[] {
  return nodes.map((node) => {
    const name = node.childForFieldName('name')
    const inner = parts(node).find((each) => each.id !== name?.id) ?? node
    const isOut = node.children.some((each) => each?.type === 'out')
    if (node.children.some((each) => each?.type === 'ref' || each?.type === 'in')) {
      scope.unit.refuse(node, unsupported.ref, 'Return the value instead')
    }
    return {
      name: name?.text ?? null,
      bound: isOut ? outArgument(inner, scope) : finished(bind(inner, scope))
    }
  })
}

function outArgument(node: Node, scope: Scope): Bound {
  if (node.type !== 'declaration_expression') {
    if (node.text === '_') return { kind: 'out', type: null, declare: () => () => undefined }
    const target = value(node, scope)
    const { assign } = target
    if (assign === undefined) return unassignable(node, target, scope)
    return { kind: 'out', type: target.type, declare: () => assign }
  }
  const name = field(node, 'name', scope)
  const typeNode = field(node, 'type', scope)
  const declared = typeNode.type === 'implicit_type' ? null : typeName(typeNode, scope)
  let set: ReturnType<Scope['declare']>['set'] | null = null
  return {
    kind: 'out',
    type: declared,
    declare: (of) => {
      set ??= scope.declare(name, name.text, of).set
      return set
    }
  }
}

function delegateCall(node: Node, callee: Value, args: Argument[], scope: Scope): Bound {
  const shape = delegateShape(callee.type)
  if (shape === null)
    return scope.unit.refuse(node, `${show(callee.type)} cannot be called`, 'Call a method or a delegate')
  if (shape.parameters.length !== args.length)
    scope.unit.refuse(
      node,
      `The delegate takes ${shape.parameters.length} arguments, not ${args.length}`,
      'Pass one for each of its parameters'
    )
  const converted = args.map(({ bound }, at) => {
    const to = shape.parameters[at]
    return (
      (to === undefined ? null : convertTo(bound, to)) ??
      scope.unit.refuse(node, 'An argument does not fit the delegate', 'Cast it to the type of the parameter')
    )
  })
  const self = opened(callee)
  const run: Value['run'] = (frame) => {
    step()
    const target = self(frame) as (...values: unknown[]) => unknown
    return target(...converted.map((each) => each.run(frame)))
  }
  return { kind: 'value', type: shape.returns, run }
}

// Notes the name of the variable, because a response in it must be buffered before its body is read.
function noteVariable(chosen: Call, args: Node[], scope: Scope): void {
  if (chosen.member.owner.shortName !== 'VariablesExtensions') return
  const [first] = args
  if (first !== undefined) scope.unit.reads.variables.add(first.text.replace(/^@?"|"$/g, ''))
}

/** Parses a constant regular expression, so that a mistake in it is refused when the expression is loaded. */
export function checkPattern({ member, constants }: Call, node: Node, scope: Scope): void {
  if (member.owner.shortName !== 'Regex') return
  const pattern = constants.get('pattern')
  const options = constants.get('options')
  if (typeof pattern !== 'string') return
  try {
    programOf(pattern, typeof options === 'number' ? options : 0)
  } catch (error) {
    if (!(error instanceof CSharpException)) throw error
    scope.unit.refuse(
      node,
      error.message.replace(/\.$/, ''),
      'It must be valid in .NET: see its regular expression language'
    )
  }
}
