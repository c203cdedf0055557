import type { Node } from 'web-tree-sitter'
import { unsupported } from '../unsupported.ts'
import { parts } from './expression.ts'
import type { Scope } from './scope.ts'
import { BREAK, CONTINUE, type Signal, type Statement } from './statement.ts'

const loops = ['while_statement', 'do_statement', 'for_statement', 'foreach_statement']
const functions = ['lambda_expression', 'anonymous_method_expression', 'local_function_statement']

/** `break`; leaves the innermost loop or switch. */
export function breakStatement(node: Node, scope: Scope): Statement {
  target(node, [...loops, 'switch_statement'], 'There is no loop or switch around this break', scope)
  return { run: () => BREAK, ends: false }
}

/** `continue`; starts the next round of the innermost loop. */
export function continueStatement(node: Node, scope: Scope): Statement {
  target(node, loops, 'There is no loop around this continue', scope)
  return { run: () => CONTINUE, ends: false }
}

/** `goto label`. Execution continues in the block that has the label. */
export function gotoStatement(node: Node, scope: Scope): Statement {
  const [label] = parts(node)
  if (label === undefined || label.type !== 'identifier' || /^goto\s+case\b/.test(node.text))
    return scope.unit.refuse(node, unsupported.gotoCase, 'Write a loop, or if')
  const inside = ancestors(node).filter((each) => each.type === 'block' || each.type === 'switch_section')
  const holder = inside.find((each) => labelsOf(each).includes(label.text))
  if (holder === undefined)
    return scope.unit.refuse(
      node,
      `There is no label ${label.text} around this goto`,
      'Put it into a block around the goto'
    )
  const signal: Signal = { label: label.text }
  return { run: () => signal, ends: false }
}

/** The labels that stand directly in a block. */
export function labelsOf(block: Node): string[] {
  return parts(block).flatMap((each) =>
    each.type === 'labeled_statement' ? [parts(each)[0]?.text ?? ''] : []
  )
}

/** The nodes around this one up to its function, nearest first. */
function ancestors(node: Node): Node[] {
  const found: Node[] = []
  for (let at = node.parent; at !== null && !functions.includes(at.type); at = at.parent) found.push(at)
  return found
}

function target(node: Node, kinds: string[], problem: string, scope: Scope): void {
  const around = ancestors(node)
  const at = around.findIndex((each) => kinds.includes(each.type))
  if (at < 0) scope.unit.refuse(node, problem, 'Write return, or remove it')
  if (around.slice(0, at).some((each) => each.type === 'finally_clause'))
    scope.unit.refuse(node, 'break and continue cannot leave a finally block', 'Move it out of the finally')
}
