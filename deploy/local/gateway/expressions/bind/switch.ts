import type { Node } from 'web-tree-sitter'
import { isEnum, isIntegral, named, show } from '../model/relation.ts'
import { field, parts, value, valueAs } from './expression.ts'
import type { Scope } from './scope.ts'
import { BREAK, type Exec, type Statement, sequence } from './statement.ts'

/** A switch over constants. */
export function switchStatement(node: Node, scope: Scope): Statement {
  const subject = value(field(node, 'value', scope), scope)
  const of = subject.type
  const fits =
    isIntegral(of) || isEnum(of) || named(of, 'String') || named(of, 'Char') || named(of, 'Boolean')
  if (!fits)
    scope.unit.refuse(
      node,
      `switch takes a string, a whole number, a char, a bool or an enum, not ${show(of)}`
    )
  const inside = scope.child()
  const labels = new Map<unknown, number>()
  let fallback = -1
  const sections = parts(field(node, 'body', scope)).map((section, at) => {
    const children = parts(section)
    const statements = children.filter((each) => each.type.endsWith('_statement') || each.type === 'block')
    for (const each of children) {
      if (statements.includes(each)) continue
      if (each.type === 'when_clause')
        scope.unit.refuse(each, 'case … when is not supported', 'Write if … else if')
      const label = each.type === 'constant_pattern' ? (parts(each)[0] ?? each) : each
      if (each.type.endsWith('_pattern') && each.type !== 'constant_pattern')
        scope.unit.refuse(each, 'Patterns in case are not supported', 'Write if (x is T t)')
      const constant = valueAs(label, of, scope).constant
      if (constant === undefined) scope.unit.refuse(each, 'A case label must be a constant')
      if (labels.has(constant)) scope.unit.refuse(each, `The case ${each.text} occurs twice`)
      labels.set(constant, at)
    }
    if (section.children.some((each) => each?.type === 'default')) fallback = at
    // `case 1: case 2:` are two sections, the first without statements.
    if (statements.length === 0) return null
    const bound = sequence(statements, inside, false)
    if (bound.ends)
      scope.unit.refuse(section, 'One case falls through to the next', 'End it with break, return or throw')
    return { bound, leaves: statements.some(leaves) }
  })
  const run: Exec = (frame) => {
    const first = labels.get(subject.run(frame)) ?? fallback
    const chosen = first < 0 ? null : sections.slice(first).find((each) => each !== null)
    const signal = chosen?.bound.run({ parent: frame, slots: [] })
    return signal === BREAK ? undefined : signal
  }
  return { run, ends: fallback < 0 || sections.some((each) => each?.leaves === true) }
}

function leaves(node: Node): boolean {
  const nested = [
    'while_statement',
    'do_statement',
    'for_statement',
    'foreach_statement',
    'switch_statement',
    'lambda_expression'
  ]
  return node.type === 'break_statement' || (!nested.includes(node.type) && parts(node).some(leaves))
}
