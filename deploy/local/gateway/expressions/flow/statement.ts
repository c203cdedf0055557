import type { Node } from 'web-tree-sitter'
import { branchesOf, condition, expression, field, namedChildren, patternNames } from './expression.ts'
import { assigned, both, declared, join, joined, type State, unreachable, type Walk } from './state.ts'

/** The states of the paths that leave a loop or a switch before its end. */
interface Exits {
  breaks: State[]
  continues: State[]
}

type Rule = (node: Node, state: State, walk: Walk, exits: Exits) => State

const fresh = (): Exits => ({ breaks: [], continues: [] })

/** Refuses to read a variable that some path leaves without a value (C# standard, section 9.4). */
export function checkAssigned(root: Node, refuse: Walk['refuse']): void {
  const walk: Walk = { unset: new Set(), refuse, inFunction: functionBody }
  if (root.type === 'block') statement(root, new Set(), walk, fresh())
  else expression(root, new Set(), walk)
}

/** The body of a lambda or a local function. */
function functionBody(node: Node, state: State, walk: Walk): void {
  const body = node.childForFieldName('body') ?? namedChildren(node).find((each) => each.type === 'block')
  if (body?.type === 'block') statement(body, state, walk, fresh())
  else if (body !== undefined) expression(body, state, walk)
}

function statement(node: Node, state: State, walk: Walk, exits: Exits): State {
  const rule = rules[node.type]
  if (rule !== undefined) return rule(node, state, walk, exits)
  return /_statement$|_clause$|^block$/.test(node.type)
    ? inOrder(namedChildren(node), state, walk, exits)
    : expression(node, state, walk)
}

function inOrder(nodes: Node[], state: State, walk: Walk, exits: Exits): State {
  return nodes.reduce((before, each) => statement(each, before, walk, exits), state)
}

function part(node: Node, name: string, state: State, walk: Walk, exits: Exits): State {
  const child = node.childForFieldName(name)
  return child === null ? state : statement(child, state, walk, exits)
}

const rules: Record<string, Rule> = {
  variable_declaration: (node, state, walk) =>
    namedChildren(node)
      .filter((each) => each.type === 'variable_declarator')
      .reduce((before, each) => declarator(each, before, walk), state),
  return_statement: leaving,
  throw_statement: leaving,
  goto_statement: () => unreachable,
  break_statement: (_, state, __, exits) => {
    exits.breaks.push(state)
    return unreachable
  },
  continue_statement: (_, state, __, exits) => {
    exits.continues.push(state)
    return unreachable
  },
  if_statement: (node, state, walk, exits) => {
    const { yes, no } = branchesOf(node, state, walk)
    return join(part(node, 'consequence', yes, walk, exits), part(node, 'alternative', no, walk, exits))
  },
  while_statement: (node, state, walk) => loop(node, state, walk),
  for_statement: (node, state, walk) => {
    const starts = node.childrenForFieldName('initializer').flatMap((each) => each ?? [])
    return loop(node, inOrder(starts, state, walk, fresh()), walk)
  },
  do_statement: (node, state, walk) => {
    const inner = fresh()
    const end = part(node, 'body', state, walk, inner)
    return joined([branchesOf(node, joined([end, ...inner.continues]), walk).no, ...inner.breaks])
  },
  foreach_statement: (node, state, walk) => {
    const before = field(node, 'right', state, walk)
    part(node, 'body', before, walk, fresh())
    return before
  },
  switch_statement: choice,
  try_statement: attempt,
  local_function_statement: (node, state, walk) => {
    // The variables around a local function count as assigned, because it may be called after they are.
    functionBody(node, assigned(state, [...walk.unset]), walk)
    return state
  }
}

function declarator(node: Node, state: State, walk: Walk): State {
  const name = node.childForFieldName('name')
  const start = namedChildren(node).find((each) => each.id !== name?.id)
  if (name === null) return expression(node, state, walk)
  return start === undefined
    ? declared(state, name.text, walk)
    : assigned(expression(start, state, walk), [name.text])
}

function leaving(node: Node, state: State, walk: Walk, exits: Exits): State {
  inOrder(namedChildren(node), state, walk, exits)
  return unreachable
}

function loop(node: Node, state: State, walk: Walk): State {
  const test = node.childForFieldName('condition')
  const { yes, no } = test === null ? { yes: state, no: unreachable } : branchesOf(node, state, walk)
  const inner = fresh()
  const end = joined([part(node, 'body', yes, walk, inner), ...inner.continues])
  const updates = node.childrenForFieldName('update').flatMap((each) => each ?? [])
  inOrder(updates, end, walk, fresh())
  return joined([no, ...inner.breaks])
}

function choice(node: Node, state: State, walk: Walk, exits: Exits): State {
  const before = field(node, 'value', state, walk)
  const inner: Exits = { breaks: [], continues: exits.continues }
  const body = node.childForFieldName('body')
  const sections = body === null ? [] : namedChildren(body)
  let open: State = unreachable
  for (const each of sections) {
    const statements = namedChildren(each).filter((part) => /_statement$|^block$/.test(part.type))
    const clause = namedChildren(each).find((part) => part.type === 'when_clause')
    const named = assigned(before, patternNames(each))
    const entered =
      clause === undefined ? named : condition(namedChildren(clause)[0] ?? clause, named, walk).yes
    // The grammar makes two sections of `case 1: case 2: …`. The first has no statements.
    open = join(open, entered)
    if (statements.length === 0) continue
    inOrder(statements, open, walk, inner)
    open = unreachable
  }
  const takesAll = sections.some((each) => each.children.some((child) => child?.type === 'default'))
  return joined([takesAll ? unreachable : before, ...inner.breaks])
}

function attempt(node: Node, state: State, walk: Walk, exits: Exits): State {
  const clauses = namedChildren(node).filter((each) => each.type === 'catch_clause')
  const tried = part(node, 'body', state, walk, exits)
  const ends = clauses.map((each) => inOrder(namedChildren(each), assigned(state, caught(each)), walk, exits))
  const end = joined([tried, ...ends])
  const last = namedChildren(node).find((each) => each.type === 'finally_clause')
  return last === undefined ? end : both(end, inOrder(namedChildren(last), state, walk, exits))
}

function caught(node: Node): string[] {
  const declaration = namedChildren(node).find((each) => each.type === 'catch_declaration')
  return [declaration?.childForFieldName('name')?.text ?? '']
}
