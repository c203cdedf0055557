import type { Node } from 'web-tree-sitter'
import { isVoid } from '../model/relation.ts'
import { type } from '../model/type.ts'
import { step } from '../run/meter.ts'
import { unsupported } from '../unsupported.ts'
import type { Frame, Value } from './bound.ts'
import { convertTo } from './conversion.ts'
import { declaration } from './declaration.ts'
import {
  bind,
  field,
  finished,
  only,
  parts,
  throwing,
  unknownKind,
  value,
  valueAs,
  wrongType
} from './expression.ts'
import { breakStatement, continueStatement, gotoStatement } from './jump.ts'
import { declareFunction, localFunction } from './local-function.ts'
import { doLoop, foreachLoop, forLoop, whileLoop } from './loop.ts'
import type { Scope } from './scope.ts'
import { switchStatement } from './switch.ts'
import { tryStatement, usingStatement } from './try.ts'

/** The signal of `break`. */
export const BREAK = Symbol('break')
/** The signal of `continue`. */
export const CONTINUE = Symbol('continue')

/** How a statement ended: at its end (undefined), or by a break, a continue, a return or a jump to a label. */
export type Signal = typeof BREAK | typeof CONTINUE | { value: unknown } | { label: string } | undefined
/** Runs a statement in a frame. */
export type Exec = (frame: Frame) => Signal

/** A statement that was bound. */
export interface Statement {
  run: Exec
  /** Whether its end can be reached. */
  ends: boolean
}

const binders: Record<string, (node: Node, scope: Scope) => Statement> = {
  block: (node, scope) => block(node, scope.child(), true),
  local_declaration_statement: declaration,
  expression_statement: expressionStatement,
  return_statement: returnStatement,
  if_statement: ifStatement,
  while_statement: whileLoop,
  do_statement: doLoop,
  for_statement: forLoop,
  foreach_statement: foreachLoop,
  switch_statement: switchStatement,
  try_statement: tryStatement,
  using_statement: usingStatement,
  empty_statement: () => ({ run: () => undefined, ends: true }),
  break_statement: breakStatement,
  continue_statement: continueStatement,
  goto_statement: gotoStatement,
  labeled_statement: (node, scope) => statement(parts(node)[1] ?? only(node, scope), scope),
  local_function_statement: localFunction,
  checked_statement: (node, scope) =>
    block(only(node, scope), scope.child({ isChecked: node.text.startsWith('checked') }), true),
  throw_statement: throwStatement
}

/** Why the refused kinds that people try most are refused, and what to write instead. */
const refused: Record<string, [problem: string, hint: string]> = {
  yield_statement: [unsupported.iterators, 'Fill a List<T> and return it'],
  unsafe_statement: [unsupported.unsafe, 'Use arrays and their indexes'],
  fixed_statement: [unsupported.unsafe, 'Use arrays and their indexes'],
  lock_statement: ['A policy expression cannot have a lock', 'Remove it: an evaluation runs on one thread']
}

/** Binds one statement. */
export function statement(node: Node, scope: Scope): Statement {
  const binder = binders[node.type]
  if (binder === undefined) return unknownKind(node, scope, refused)
  const bound = binder(node, scope)
  const { run } = bound
  return {
    ends: bound.ends,
    run: (frame) => {
      step()
      return run(frame)
    }
  }
}

/** Binds a block whose names are in the scope. With `ownFrame` false, the caller makes the frame. */
export function block(node: Node, scope: Scope, ownFrame = false): Statement {
  return sequence(parts(node), scope, ownFrame)
}

/** Binds statements in order. With `ownFrame`, their variables are new each time that they run. */
export function sequence(nodes: Node[], scope: Scope, ownFrame: boolean): Statement {
  const hoisted = nodes.filter((each) => each.type === 'local_function_statement')
  for (const each of hoisted) declareFunction(each, scope)
  const labels = new Map<string, number>()
  let ends = true
  const runs = nodes.map((each, at) => {
    const bound = statement(each, scope)
    const isLabel = each.type === 'labeled_statement'
    if (isLabel) labels.set(parts(each)[0]?.text ?? '', at)
    ends = (ends || isLabel) && bound.ends
    return bound.run
  })
  // The functions of a block exist before its first statement.
  const functions = hoisted.flatMap((each) => runs[nodes.indexOf(each)] ?? [])
  const run: Exec = (frame) => {
    const own = ownFrame ? { parent: frame, slots: [] } : frame
    for (const each of functions) each(own)
    for (let at = 0; at < runs.length; at++) {
      const signal = runs[at]?.(own)
      if (signal === undefined) continue
      const next = typeof signal === 'object' && 'label' in signal ? labels.get(signal.label) : undefined
      if (next === undefined) return signal
      at = next - 1
    }
    return undefined
  }
  return { run, ends }
}

/** The value of a return; null when the statements ended without one. */
export function returned(signal: Signal): unknown {
  return typeof signal === 'object' && 'value' in signal ? signal.value : null
}

/** Binds the body of a loop or a branch, which has its own frame. */
export function body(node: Node, scope: Scope): Statement {
  return sequence(node.type === 'block' ? parts(node) : [node], scope.child(), true)
}

function expressionStatement(node: Node, scope: Scope): Statement {
  const inner = only(node, scope)
  const allowed = [
    'assignment_expression',
    'invocation_expression',
    'object_creation_expression',
    'postfix_unary_expression',
    'prefix_unary_expression'
  ]
  const isStep = inner.type !== 'prefix_unary_expression' || /^(\+\+|--)/.test(inner.text)
  if (!allowed.includes(inner.type) || !isStep)
    scope.unit.refuse(
      node,
      'Only a call, an assignment, ++ or -- is a statement',
      'Write return, or assign the value'
    )
  const bound = value(inner, scope)
  return {
    ends: true,
    run: (frame) => {
      bound.run(frame)
      return undefined
    }
  }
}

function returnStatement(node: Node, scope: Scope): Statement {
  const [inner] = parts(node)
  const { result } = scope
  if (inner === undefined) {
    if (result.type !== null && !isVoid(result.type))
      scope.unit.refuse(node, 'A value must be returned here', 'Write return null')
    return { run: () => ({ value: null }), ends: false }
  }
  const bound = finished(bind(inner, scope))
  const converted =
    result.type === null
      ? bound.kind === 'value'
        ? bound
        : value(inner, scope)
      : (convertTo(bound, result.type) ?? wrongType(inner, bound, result.type, scope))
  result.found.push(converted)
  return { run: (frame) => ({ value: converted.run(frame) }), ends: false }
}

function ifStatement(node: Node, scope: Scope): Statement {
  const condition = valueAs(field(node, 'condition', scope), type('System.Boolean'), scope)
  const yes = body(field(node, 'consequence', scope), scope)
  const alternative = node.childForFieldName('alternative')
  const no = alternative === null ? null : body(alternative, scope)
  return {
    ends:
      (condition.constant !== false && yes.ends) || (condition.constant !== true && (no === null || no.ends)),
    run: (frame) => (condition.run(frame) === true ? yes.run(frame) : no?.run(frame))
  }
}

function caughtIn(scope: Scope): Value | null {
  const found = scope.find('$caught')
  return found?.kind === 'value' ? found : null
}

function throwStatement(node: Node, scope: Scope): Statement {
  const [inner] = parts(node)
  if (inner === undefined) {
    const caught =
      caughtIn(scope) ??
      scope.unit.refuse(
        node,
        'throw without a value is allowed only in a catch',
        'Write throw new Exception(…)'
      )
    return {
      ends: false,
      run: (frame) => {
        throw caught.run(frame)
      }
    }
  }
  const run = throwing(inner, scope)
  return { run: (frame) => run(frame) as undefined, ends: false }
}
