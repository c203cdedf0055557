import type { Node } from 'web-tree-sitter'
import { isA, isNull, isNullable, isReference, isVoid, show } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { equals } from '../run/equality.ts'
import { box } from '../run/value.ts'
import type { Frame, Run } from './bound.ts'
import { field, only, parts, value, valueAs } from './expression.ts'
import { type Pattern, pattern } from './pattern.ts'
import type { Scope } from './scope.ts'
import { BREAK, type Exec, type Statement, sequence } from './statement.ts'

interface Label extends Pattern {
  /** The condition after `when`. */
  when: Run | null
}

interface Section {
  labels: Label[]
  isDefault: boolean
  /** Whether its patterns declare variables, which need a frame. */
  hasFrame: boolean
  run: Exec
  leaves: boolean
}

/** A switch over constants and types. The first label that fits is taken, or `default` when none fits. */
export function switchStatement(node: Node, scope: Scope): Statement {
  const subject = value(field(node, 'value', scope), scope)
  const of = subject.type
  if (isNull(of) || isVoid(of))
    scope.unit.refuse(
      node,
      `switch needs a value, not ${show(of)}`,
      'Switch on a variable or a call that returns one'
    )
  const inside = scope.child()
  const before: Label[] = []
  const sections = grouped(field(node, 'body', scope)).map((nodes) => sectionOf(nodes, of, before, inside))
  const fallback = sections.find((each) => each.isDefault)
  const labels = sections.flatMap((section) => section.labels.map((label) => ({ section, label })))
  const run: Exec = (frame) => {
    const found = subject.run(frame)
    const block: Frame = { parent: frame, slots: [] }
    const frameOf = (section: Section) => (section.hasFrame ? { parent: block, slots: [] } : block)
    for (const { section, label } of labels) {
      const own = frameOf(section)
      if (label.matches(own, found) && (label.when === null || label.when(own) === true))
        return outOf(section.run(own))
    }
    return fallback === undefined ? undefined : outOf(fallback.run(frameOf(fallback)))
  }
  const takesAll =
    fallback !== undefined || before.some((each) => each.when === null && isEverything(each, of))
  return { run, ends: !takesAll || sections.some((each) => each.leaves) }
}

function isEverything({ covers: type, coversNull }: Label, of: Type): boolean {
  return type !== null && (coversNull || (!isReference(of) && !isNullable(of) && isA(of, type)))
}

function sectionOf(nodes: Node[], of: Type, before: Label[], inside: Scope): Section {
  const hasFrame = nodes.some((each) => parts(each).some((part) => part.type === 'declaration_pattern'))
  const scope = hasFrame ? inside.child() : inside
  const labels = nodes.flatMap((each) => labelOf(each, of, before, scope))
  const last = nodes.at(-1)
  const statements = last === undefined ? [] : statementsOf(last)
  const { run, ends } = sequence(statements, scope, false)
  if (ends && last !== undefined)
    scope.unit.refuse(last, 'One case falls through to the next', 'End it with break, return or throw')
  const isDefault = nodes.some((each) => each.children.some((child) => child?.type === 'default'))
  return { labels, isDefault, hasFrame, run, leaves: statements.some(leaves) }
}

function labelOf(section: Node, of: Type, before: Label[], scope: Scope): Label[] {
  const node = parts(section).find((each) => !isStatement(each) && each.type !== 'when_clause')
  if (node === undefined) return []
  const clause = parts(section).find((each) => each.type === 'when_clause')
  const found = pattern(node, of, scope, false)
  if (before.some((each) => each.when === null && covers(each, found)))
    scope.unit.refuse(node, `An earlier case already takes every ${node.text}`, 'Remove it, or move it up')
  const when = clause === undefined ? null : valueAs(only(clause, scope), type('System.Boolean'), scope).run
  const label = { ...found, when }
  before.push(label)
  return [label]
}

// Whether the earlier pattern takes every value that the later one takes.
function covers(earlier: Label, later: Pattern): boolean {
  if (earlier.covers === null)
    return (
      later.constant !== undefined &&
      later.of === earlier.of &&
      equals(boxed(earlier), boxed(later)) &&
      earlier.coversNull === later.coversNull
    )
  if (later.coversNull) return earlier.coversNull
  const of = later.covers ?? later.of
  return of !== undefined && isA(of, earlier.covers)
}

const boxed = ({ constant, of }: Pattern) => (of === undefined ? constant : box(constant, of))

/** The grammar makes two sections of `case 1: case 2: …`, the first without statements. This puts them together. */
function grouped(body: Node): Node[][] {
  const groups: Node[][] = []
  let open: Node[] = []
  for (const each of parts(body)) {
    open.push(each)
    if (statementsOf(each).length === 0) continue
    groups.push(open)
    open = []
  }
  return open.length === 0 ? groups : [...groups, open]
}

const isStatement = (node: Node) => node.type.endsWith('_statement') || node.type === 'block'
const statementsOf = (section: Node) => parts(section).filter(isStatement)

function outOf(signal: ReturnType<Exec>): ReturnType<Exec> {
  return signal === BREAK ? undefined : signal
}

function leaves(node: Node): boolean {
  const nested = [
    'while_statement',
    'do_statement',
    'for_statement',
    'foreach_statement',
    'switch_statement',
    'lambda_expression',
    'local_function_statement'
  ]
  return node.type === 'break_statement' || (!nested.includes(node.type) && parts(node).some(leaves))
}
