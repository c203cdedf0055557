import type { Node } from 'web-tree-sitter'
import { isNullable, isNumeric, isReference, isVoid, named, show } from '../model/relation.ts'
import { findDefinition, isNamespace, substitute, type Type } from '../model/type.ts'
import { isUnlistedMember } from '../model/unlisted.ts'
import { nullReference } from '../run/value.ts'
import { unsupported } from '../unsupported.ts'
import { type Bound, type Frame, type Methods, SKIPPED, type Value } from './bound.ts'
import { argumentsOf } from './call.ts'
import { bind, field, parts, value } from './expression.ts'
import { elementNamed, extensionsNamed, membersOf } from './lookup.ts'
import { resolve } from './overload.ts'
import { noteBody } from './reads.ts'
import type { Scope } from './scope.ts'
import { constructGeneric, known, typeName } from './type-test.ts'

/** `a.B`, where a is a value, a type or a namespace. `a?.B` starts a chain that is skipped when a is null. */
export function memberAccess(node: Node, scope: Scope): Bound {
  const receiverNode = field(node, 'expression', scope)
  const nameNode = field(node, 'name', scope)
  const dot = node.children.find((each) => each?.type === '.')
  const receiver = isConditional(dot, scope) ? present(receiverNode, scope) : bind(receiverNode, scope)
  return access(node, nameNode, receiver, scope)
}

/** `a[i]` and `a?[i]`. */
export function elementAccess(node: Node, scope: Scope): Bound {
  const receiverNode = field(node, 'expression', scope)
  const subscript = field(node, 'subscript', scope)
  const receiver = isConditional(subscript, scope)
    ? present(receiverNode, scope)
    : openValue(receiverNode, scope)
  return elementOf(node, receiver, parts(subscript), scope)
}

function isConditional(after: Node | null | undefined, scope: Scope): boolean {
  return after !== null && after !== undefined && scope.unit.conditional.has(after.startIndex - 1)
}

function present(node: Node, scope: Scope): Value {
  const receiver = openValue(node, scope)
  const of = receiver.type
  if (!isReference(of) && !isNullable(of))
    scope.unit.refuse(node, `${show(of)} is never null`, 'Write . instead of ?.')
  return {
    kind: 'value',
    type: isNullable(of) ? (of.arguments[0] ?? of) : of,
    chained: true,
    run: (frame) => receiver.run(frame) ?? SKIPPED
  }
}

function openValue(node: Node, scope: Scope): Value {
  const bound = bind(node, scope)
  return bound.kind === 'value' ? bound : value(node, scope)
}

function access(node: Node, nameNode: Node, receiver: Bound, scope: Scope): Bound {
  const [nameOnly, list] = nameNode.type === 'generic_name' ? parts(nameNode) : [nameNode]
  const name = nameOnly?.text ?? ''
  if (name === 'new') scope.unit.refuse(node, 'new must come before its type', 'Write new T(…)')
  if (receiver.kind === 'namespace') return inNamespace(node, nameNode, `${receiver.name}.${name}`, scope)
  const typeArguments = list === undefined ? [] : parts(list).map((each) => typeName(each, scope))
  if (receiver.kind === 'type') return staticMember(node, receiver.type, name, typeArguments, scope)
  if (receiver.kind !== 'value')
    return scope.unit.refuse(
      node,
      `There is no value before ${name}`,
      'Call the method first, or name a value'
    )
  noteBody(node, receiver, name, scope)
  const element = elementNamed(receiver.type, name)
  if (element >= 0) return tupleElement(receiver, element)
  const found = membersOf(receiver.type, name, false)
  const getter = found.find(({ member }) => member.kind === 'property' && !member.isSetter)
  if (getter !== undefined) {
    const setter = found.find(({ member }) => member.isSetter)
    return property(receiver, getter, setter)
  }
  const methods = found.filter(({ member }) => member.kind === 'method')
  const candidates = methods.length > 0 ? [...methods] : []
  const extended = isVoid(receiver.type) ? [] : extensionsNamed(name)
  if (candidates.length === 0 && extended.length === 0)
    return unknown(node, nameNode, receiver.type, name, scope)
  return { kind: 'methods', name, receiver, candidates: [...candidates, ...extended], typeArguments }
}

function inNamespace(node: Node, nameNode: Node, name: string, scope: Scope): Bound {
  if (nameNode.type === 'generic_name') {
    return {
      kind: 'type',
      type: constructGeneric(nameNode, scope, `${name.slice(0, name.lastIndexOf('.'))}.`)
    }
  }
  if (isNamespace(name) && findDefinition(name) === undefined) return { kind: 'namespace', name }
  return { kind: 'type', type: known(node, name, scope) }
}

function staticMember(node: Node, of: Type, name: string, typeArguments: Type[], scope: Scope): Bound {
  const isKnown = Object.hasOwn(of.definition.values, name) && !isUnlistedMember(of.definition.name, name)
  const constant = isKnown ? of.definition.values[name] : undefined
  if (constant !== undefined) return { kind: 'value', type: of, run: () => constant, constant }
  const found = [
    ...membersOf(of, name, true),
    ...extensionsNamed(name).filter(({ member }) => member.owner === of.definition)
  ]
  const [first] = found
  if (first === undefined) return unknown(node, node, of, name, scope)
  if (first.member.kind === 'method')
    return { kind: 'methods', name, receiver: null, candidates: found, typeArguments }
  const { member, map } = first
  const result: Value = { kind: 'value', type: substitute(member.returns, map), run: () => member.run() }
  const isConstant = constants.has(name) && isNumeric(result.type)
  const fixed = isConstant ? member.run() : undefined
  return isConstant ? { ...result, constant: fixed as number } : result
}

const constants = new Set([
  'MaxValue',
  'MinValue',
  'NaN',
  'PositiveInfinity',
  'NegativeInfinity',
  'Epsilon',
  'PI',
  'E',
  'Zero',
  'One',
  'MinusOne'
])

type Found = ReturnType<typeof membersOf>[number]

function property(receiver: Value, { member, map }: Found, setter: Found | undefined): Value {
  const types = [...map.values()]
  const self = opened(receiver)
  const result: Value = {
    kind: 'value',
    type: substitute(member.returns, map),
    run: (frame) => {
      const owner = self(frame)
      return owner === SKIPPED ? SKIPPED : member.run(owner, types)
    }
  }
  if (receiver.chained === true) return { ...result, chained: true }
  if (setter === undefined) return result
  return {
    ...result,
    assign: (frame, assigned) => setter.member.run(self(frame), assigned, types),
    target: (frame) => {
      const owner = self(frame)
      return {
        get: () => member.run(owner, types),
        set: (assigned) => setter.member.run(owner, assigned, types)
      }
    }
  }
}

function tupleElement(receiver: Value, at: number): Value {
  const self = opened(receiver)
  const run: Value['run'] = (frame) => {
    const owner = self(frame)
    return owner === SKIPPED ? SKIPPED : (owner as { items: unknown[] }).items[at]
  }
  const result: Value = { kind: 'value', type: receiver.type.arguments[at] ?? receiver.type, run }
  if (receiver.chained === true) return { ...result, chained: true }
  const { assign } = receiver
  if (assign === undefined || named(receiver.type, 'AnonymousType')) return result
  // A tuple is a value type, so the variable gets a new tuple.
  const changed = (frame: Frame, value: unknown) => {
    const owner = self(frame) as { items: unknown[] }
    assign(frame, { ...owner, items: owner.items.map((each, index) => (index === at ? value : each)) })
  }
  return { ...result, assign: changed }
}

function elementOf(node: Node, receiver: Value, args: Node[], scope: Scope): Bound {
  const candidates = membersOf(receiver.type, 'this[]', false)
  const methods: Methods = {
    kind: 'methods',
    name: 'this[]',
    receiver,
    candidates: candidates.filter(({ member }) => !member.isSetter),
    typeArguments: []
  }
  if (methods.candidates.length === 0)
    scope.unit.refuse(
      node,
      `${show(receiver.type)} has no indexer`,
      'Cast it to a type that has one, or use a member'
    )
  const given = argumentsOf(args, scope)
  const chosen = resolve(methods, given)
  if (typeof chosen === 'string')
    return scope.unit.refuse(node, `The index does not fit ${show(receiver.type)}`, 'Cast the index')
  const self = opened(receiver)
  const { member, values, types } = chosen
  if (named(receiver.type.arguments[1] ?? receiver.type, 'Object'))
    scope.unit.reads.variables.add(args[0]?.text.replace(/^@?"|"$/g, '') ?? '')
  const setter = candidates.find(
    (each) => each.member.isSetter && sameParameters(each.member.parameters, member.parameters)
  )
  const result: Value = {
    kind: 'value',
    type: chosen.returns,
    run: (frame) => {
      const owner = self(frame)
      return owner === SKIPPED ? SKIPPED : member.run(owner, ...values(frame), types)
    }
  }
  if (receiver.chained === true) return { ...result, chained: true }
  if (setter === undefined) return result
  return {
    ...result,
    assign: (frame, assigned) => setter.member.run(self(frame), ...values(frame), assigned, types),
    target: (frame) => {
      const owner = self(frame)
      const index = values(frame)
      return {
        get: () => member.run(owner, ...index, types),
        set: (assigned) => setter.member.run(owner, ...index, assigned, types)
      }
    }
  }
}

function sameParameters(one: { type: Type }[], other: { type: Type }[]): boolean {
  return one.length === other.length && one.every((each, at) => each.type === other[at]?.type)
}

/** Evaluates the receiver. Throws NullReferenceException when it is null, except for a `T?`, which has members then. */
export function opened(receiver: Value): Value['run'] {
  const { run } = receiver
  if (isNullable(receiver.type) || !isReference(receiver.type)) return run
  return (frame) => {
    const owner = run(frame)
    return owner === null || owner === undefined ? nullReference() : owner
  }
}

function unknown(node: Node, nameNode: Node, of: Type, name: string, scope: Scope): never {
  if (name === 'GetHashCode') scope.unit.refuse(nameNode, unsupported.hash, 'Compare the values themselves')
  const known = [...new Set([...of.definition.members().keys(), ...Object.keys(of.definition.values)])]
  const isListed = (each: string) => !isUnlistedMember(of.definition.name, each)
  const names = known.filter((each) => /^\w+$/.test(each) && each !== 'new' && isListed(each))
  const hint = named(of, 'Object')
    ? 'Cast it to its type first'
    : names.length === 0
      ? 'Use a member from the list of allowed types'
      : `It has ${names.slice(0, 12).join(', ')}`
  return scope.unit.refuse(
    node.childForFieldName('name') ?? nameNode,
    `${show(of)} has no allowed member ${name}`,
    hint
  )
}
