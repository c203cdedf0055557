import type { Node } from 'web-tree-sitter'
import { isVoid } from '../model/relation.ts'
import type { Member, Parameter } from '../model/type.ts'
import { type } from '../model/type.ts'
import { step } from '../run/meter.ts'
import { unsupported } from '../unsupported.ts'
import type { Frame, Run } from './bound.ts'
import { field, only, parts, value, valueAs } from './expression.ts'
import type { Scope } from './scope.ts'
import { block, returned, type Statement } from './statement.ts'
import { typeName } from './type-test.ts'

type Out = (result: unknown) => void

interface Declared {
  member: Member
  set: (frame: Frame, value: unknown) => void
}

const declared = new WeakMap<Node, Declared>()

/** Declares the name of a local function. Its block may call it before and after its declaration. */
export function declareFunction(node: Node, scope: Scope): void {
  checkModifiers(node, scope)
  const name = field(node, 'name', scope)
  const member: Member = {
    name: name.text,
    kind: 'method',
    isStatic: false,
    isExtension: false,
    isSetter: false,
    typeParameters: [],
    parameters: parametersOf(field(node, 'parameters', scope), scope),
    returns: typeName(field(node, 'type', scope), scope),
    run: (self, ...values) => (self as (...values: unknown[]) => unknown)(...values),
    owner: type('System.Object').definition
  }
  const { set } = scope.declare(name, name.text, type('System.Object'), { member })
  declared.set(node, { member, set })
}

/** `T Name(…) { … }` and `T Name(…) => …`. Running the statement creates the function in the current frame. */
export function localFunction(node: Node, scope: Scope): Statement {
  const known = declared.get(node)
  if (known === undefined)
    return scope.unit.refuse(node, 'A local function must be in a block', 'Put it in { … }')
  const { member, set } = known
  const { parameters } = member
  const inside = scope.child({ result: { type: member.returns, found: [] } })
  for (const each of parameters) inside.declare(node, each.name, each.type)
  const run = bodyOf(node, member, inside)
  const outs = parameters.flatMap((each, at) => (each.out ? [at] : []))
  return {
    ends: true,
    run: (frame) => {
      set(frame, (...values: unknown[]) => {
        step()
        const own: Frame = {
          parent: frame,
          slots: parameters.map((each, at) => (each.out ? null : values[at]))
        }
        const result = run(own)
        for (const at of outs) (values[at] as Out)(own.slots[at])
        return result
      })
      return undefined
    }
  }
}

function bodyOf(node: Node, { returns }: Member, scope: Scope): Run {
  const body = field(node, 'body', scope)
  if (body.type === 'arrow_expression_clause') {
    const inner = only(body, scope)
    return (isVoid(returns) ? value(inner, scope) : valueAs(inner, returns, scope)).run
  }
  const { run, ends } = block(body, scope)
  if (ends && !isVoid(returns))
    scope.unit.refuse(body, 'Not every path of the function returns a value', 'Add a return at its end')
  return (frame) => returned(run(frame))
}

function parametersOf(list: Node, scope: Scope): Parameter[] {
  const nodes = parts(list)
  return nodes.flatMap((each, at) => {
    // The grammar puts `params T[] name` in the list as a type and a name.
    if (each.type === 'parameter') return [parameterOf(each, scope)]
    const name = nodes[at + 1]
    if (each.type === 'identifier' || name === undefined) return []
    return [{ name: name.text, type: typeName(each, scope), params: true, out: false }]
  })
}

function parameterOf(node: Node, scope: Scope): Parameter {
  const modifier = parts(node).find((each) => each.type === 'modifier')?.text
  if (modifier !== undefined && modifier !== 'out')
    scope.unit.refuse(node, unsupported.ref, 'Return the value instead')
  const name = field(node, 'name', scope)
  const of = typeName(field(node, 'type', scope), scope)
  const found = { name: name.text, type: of, params: false, out: modifier === 'out' }
  const given = parts(node).at(-1)
  if (given === undefined || given.id === name.id) return found
  const { constant } = valueAs(given, of, scope)
  if (constant === undefined)
    return scope.unit.refuse(given, 'A default value must be a constant', 'Pass the value in the call')
  return { ...found, fallback: constant }
}

function checkModifiers(node: Node, scope: Scope): void {
  const modifiers = node.children.filter((each) => each?.type === 'modifier').map((each) => each?.text)
  if (modifiers.includes('async')) scope.unit.refuse(node, unsupported.async, 'Remove async')
  if (modifiers.includes('static'))
    scope.unit.refuse(node, 'A static local function is C# 8', 'Remove static')
  if (modifiers.length > 0) scope.unit.refuse(node, unsupported.unsafe, 'Remove the modifier')
  if (node.childForFieldName('type_parameters') !== null)
    scope.unit.refuse(node, unsupported.generics, 'Write it for one type')
  if (node.childForFieldName('type')?.type === 'ref_type')
    scope.unit.refuse(node, unsupported.ref, 'Return the value itself')
}
