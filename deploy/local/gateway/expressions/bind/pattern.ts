import type { Node } from 'web-tree-sitter'
import { isA, isNull, isNullable, isReference, named, show, underlying } from '../model/relation.ts'
import type { Type } from '../model/type.ts'
import { equals } from '../run/equality.ts'
import { box, raw } from '../run/value.ts'
import type { Frame, Value } from './bound.ts'
import { convertTo, isInstanceOf } from './conversion.ts'
import { bind, field, finished, parts, value, valueAs } from './expression.ts'
import type { Scope } from './scope.ts'
import { typeName } from './type-test.ts'

/** A pattern that was bound, of `is` or of a `case`. */
export interface Pattern {
  /** Whether a value of the tested type fits. If it does, the pattern's variable gets it. */
  matches: (frame: Frame, value: unknown) => boolean
  /** The type of which every value fits; null when the pattern is a constant. */
  covers: Type | null
  /** Whether null fits, too. */
  coversNull: boolean
  constant?: Value['constant']
  /** The type of the constant. */
  of?: Type
}

const names = ['identifier', 'generic_name', 'qualified_name', 'member_access_expression']

/** The patterns of C# 7: `T name`, `var name`, and a constant. `is` also takes a type without a name. */
export function pattern(node: Node, from: Type, scope: Scope, takesType: boolean): Pattern {
  if (node.type === 'declaration_pattern') return declared(node, from, scope)
  const content = node.type === 'constant_pattern' ? parts(node)[0] : undefined
  if (content === undefined)
    return scope.unit.refuse(
      node,
      `The pattern ${node.text} is not C# 7`,
      'Write `T name`, a constant, or == null'
    )
  const bound = names.includes(content.type) ? finished(bind(content, scope)) : value(content, scope)
  if (bound.kind === 'type' && takesType) return typed(node, from, bound.type, null, scope)
  return constantOf(content, from, scope)
}

function declared(node: Node, from: Type, scope: Scope): Pattern {
  const typeNode = field(node, 'type', scope)
  const name = node.childForFieldName('name')
  const keeps = name !== null && name.type !== 'discard' && name.text !== '_' ? name : null
  if (typeNode.type === 'implicit_type' || typeNode.text === 'var') {
    const set = keeps === null ? null : scope.declare(keeps, keeps.text, from).set
    const matches: Pattern['matches'] = (frame, found) => {
      set?.(frame, found)
      return true
    }
    return { matches, covers: from, coversNull: true }
  }
  return typed(node, from, typeName(typeNode, scope), keeps, scope)
}

function typed(node: Node, from: Type, to: Type, name: Node | null, scope: Scope): Pattern {
  if (!canBe(from, to)) scope.unit.refuse(node, `${show(from)} is never ${show(to)}`, 'Convert it first')
  if (isNullable(to) && name !== null)
    scope.unit.refuse(node, `A pattern cannot test for ${show(to)}`, `Write ${show(underlying(to))}`)
  const set = name === null ? null : scope.declare(name, name.text, to).set
  const matches: Pattern['matches'] = (frame, found) => {
    const object = box(found, from)
    if (!isInstanceOf(object, to)) return false
    set?.(frame, isReference(to) ? object : raw(object))
    return true
  }
  return { matches, covers: to, coversNull: false }
}

function constantOf(node: Node, from: Type, scope: Scope): Pattern {
  const given = value(node, scope)
  const { constant } = given
  if (constant === undefined)
    return scope.unit.refuse(node, `${node.text} is not a constant`, 'Write a literal, or compare with ==')
  if (isNull(given.type)) {
    if (!isReference(from) && !isNullable(from))
      scope.unit.refuse(node, `${show(from)} is never null`, 'Remove the test')
    return { matches: (_, found) => found === null, covers: null, coversNull: true, constant: null, of: from }
  }
  const of = isReference(from) && !named(from, 'String') ? given.type : underlying(from)
  if (!canBe(from, of))
    scope.unit.refuse(node, `${show(from)} is never ${node.text}`, `Write a constant of type ${show(from)}`)
  const wanted = (convertTo(given, of) ?? valueAs(node, of, scope)).constant ?? constant
  const object = box(wanted, of)
  const matches: Pattern['matches'] = (_, found) => equals(box(found, from), object)
  return { matches, covers: null, coversNull: false, constant: wanted, of }
}

/** Whether C# allows a test of a value of one type for the other type. */
export function canBe(from: Type, to: Type): boolean {
  const [a, b] = [underlying(from), underlying(to)]
  if (a === b || isA(a, b) || isA(b, a)) return true
  const kinds = [a.definition.kind, b.definition.kind]
  const isOpen = (of: Type) => of.definition.kind === 'interface'
  if (isOpen(a)) return kinds[1] === 'class' || kinds[1] === 'interface'
  return isOpen(b) && kinds[0] === 'class' && !named(a, 'String') && !named(a, 'Array')
}
