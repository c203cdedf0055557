import type { Node } from 'web-tree-sitter'
import { CSharpException } from '../errors.ts'
import { isA, show } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { typeOf } from '../run/value.ts'
import type { Frame } from './bound.ts'
import { declaration } from './declaration.ts'
import { field, only, parts, value, valueAs } from './expression.ts'
import type { Scope } from './scope.ts'
import { body, type Exec, type Statement, sequence } from './statement.ts'
import { typeName } from './type-test.ts'

interface Catch {
  node: Node
  of: Type
  isFiltered: boolean
  namesType: boolean
  matches: (error: CSharpException, frame: Frame) => boolean
  statement: Statement
}

/** `try`, its catches with their filters, and `finally`. */
export function tryStatement(node: Node, scope: Scope): Statement {
  const attempt = body(field(node, 'body', scope), scope)
  const catches = parts(node)
    .filter((each) => each.type === 'catch_clause')
    .map((each) => catchClause(each, scope))
  catches.forEach(({ node: own, of, isFiltered, namesType }, at) => {
    const before = catches.slice(0, at).find((each) => !each.isFiltered && isA(of, each.of))
    if (before !== undefined && namesType)
      scope.unit.refuse(
        own,
        `An earlier catch already takes every ${show(before.of)}`,
        'Remove one of the two'
      )
    if (!namesType && !isFiltered && at < catches.length - 1)
      scope.unit.refuse(own, 'A catch without a type must be the last one', 'Move it to the end')
  })
  const last = parts(node).find((each) => each.type === 'finally_clause')
  const lastly = last === undefined ? null : body(only(last, scope), scope)
  if (catches.length === 0 && lastly === null)
    scope.unit.refuse(node, 'try needs a catch or a finally', 'Add catch { … } or finally { … }')
  const guarded: Exec = (frame) => {
    try {
      return attempt.run(frame)
    } catch (error) {
      // An error without a value is a limit of the evaluation, which no catch takes.
      if (!(error instanceof CSharpException) || error.value === null) throw error
      const own: Frame = { parent: frame, slots: [] }
      const found = catches.find((each) => each.matches(error, own))
      if (found === undefined) throw error
      return found.statement.run(own)
    }
  }
  const run: Exec = (frame) => {
    if (lastly === null) return guarded(frame)
    let signal: ReturnType<Exec>
    try {
      signal = guarded(frame)
    } catch (error) {
      lastly.run(frame)
      throw error
    }
    lastly.run(frame)
    return signal
  }
  return {
    run,
    ends: (attempt.ends || catches.some((each) => each.statement.ends)) && lastly?.ends !== false
  }
}

/** `using (…) statement`. Nothing is disposed, because no disposable type that is allowed holds a resource here. */
export function usingStatement(node: Node, scope: Scope): Statement {
  const inside = scope.child()
  const inner = field(node, 'body', scope)
  const resource = parts(node).find((each) => each.id !== inner.id) ?? inner
  const open =
    resource.type === 'variable_declaration'
      ? declaration(resource, inside, true).run
      : value(resource, inside).run
  const statement = body(inner, inside)
  const run: Exec = (frame) => {
    const own: Frame = { parent: frame, slots: [] }
    open(own)
    return statement.run(own)
  }
  return { run, ends: statement.ends }
}

function catchClause(node: Node, outer: Scope): Catch {
  const scope = outer.child()
  const declared = parts(node).find((each) => each.type === 'catch_declaration')
  const of = declared === undefined ? type('System.Exception') : exceptionType(declared, scope)
  const keep = scope.declare(node, '$caught', type('System.Object'))
  const name = declared?.childForFieldName('name') ?? null
  const variable = name === null ? null : scope.declare(name, name.text, of)
  const filter = parts(node).find((each) => each.type === 'catch_filter_clause')
  const condition = filter === undefined ? null : valueAs(only(filter, scope), type('System.Boolean'), scope)
  return {
    node,
    of,
    isFiltered: condition !== null,
    namesType: declared !== undefined,
    statement: sequence(parts(field(node, 'body', scope)), scope, false),
    matches: (error, frame) => {
      if (!isA(typeOf(error.value), of)) return false
      keep.set(frame, error)
      variable?.set(frame, error.value)
      return condition === null || condition.run(frame) === true
    }
  }
}

function exceptionType(node: Node, scope: Scope): Type {
  const of = typeName(field(node, 'type', scope), scope)
  if (!isA(of, type('System.Exception')))
    scope.unit.refuse(
      node,
      `${show(of)} is not an exception`,
      'Name Exception or a type that derives from it'
    )
  return of
}
