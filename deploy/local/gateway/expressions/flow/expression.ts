import type { Node } from 'web-tree-sitter'
import { assigned, type Branches, declared, join, type State, unreachable, type Walk } from './state.ts'

type Rule = (node: Node, state: State, walk: Walk) => State

/** Walks an expression in the order in which it runs. */
export function expression(node: Node, state: State, walk: Walk): State {
  return (rules[node.type] ?? children)(node, state, walk)
}

/** Walks a condition. */
export function condition(node: Node, state: State, walk: Walk): Branches {
  const rule = conditions[node.type]
  if (rule !== undefined) return rule(node, state, walk)
  const after = expression(node, state, walk)
  return { yes: after, no: after }
}

/** The named children of a node, without comments. */
export function namedChildren(node: Node): Node[] {
  return node.namedChildren.filter((each): each is Node => each !== null && each.type !== 'comment')
}

function children(node: Node, state: State, walk: Walk): State {
  return namedChildren(node).reduce((before, each) => expression(each, before, walk), state)
}

const conditions: Record<string, (node: Node, state: State, walk: Walk) => Branches> = {
  parenthesized_expression: (node, state, walk) => condition(namedChildren(node)[0] ?? node, state, walk),
  boolean_literal: (node, state) =>
    node.text === 'true' ? { yes: state, no: unreachable } : { yes: unreachable, no: state },
  prefix_unary_expression: negation,
  unary_expression: negation,
  binary_expression: logical,
  is_pattern_expression: (node, state, walk) => {
    const names = patternNames(node)
    const tested = field(node, 'expression', state, walk)
    const before = names.reduce((all, each) => declared(all, each, walk), tested)
    return { yes: assigned(before, names), no: before }
  }
}

function negation(node: Node, state: State, walk: Walk): Branches {
  const [operand] = namedChildren(node)
  if (operand === undefined || node.children[0]?.text !== '!') {
    const after = children(node, state, walk)
    return { yes: after, no: after }
  }
  const { yes, no } = condition(operand, state, walk)
  return { yes: no, no: yes }
}

function logical(node: Node, state: State, walk: Walk): Branches {
  const operator = node.childForFieldName('operator')?.text
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')]
  if (left === null || right === null || (operator !== '&&' && operator !== '||')) {
    const after = operator === '??' ? field(node, 'left', state, walk) : children(node, state, walk)
    if (operator === '??') field(node, 'right', after, walk)
    return { yes: after, no: after }
  }
  const first = condition(left, state, walk)
  const second = condition(right, operator === '&&' ? first.yes : first.no, walk)
  return operator === '&&'
    ? { yes: second.yes, no: join(first.no, second.no) }
    : { yes: join(first.yes, second.yes), no: second.no }
}

const rules: Record<string, Rule> = {
  identifier: read,
  binary_expression: eitherWay,
  prefix_unary_expression: eitherWay,
  unary_expression: eitherWay,
  is_pattern_expression: eitherWay,
  conditional_expression: (node, state, walk) => {
    const { yes, no } = branchesOf(node, state, walk)
    return join(field(node, 'consequence', yes, walk), field(node, 'alternative', no, walk))
  },
  assignment_expression: assignment,
  member_access_expression: (node, state, walk) => field(node, 'expression', state, walk),
  argument: (node, state, walk) => {
    const name = node.childForFieldName('name')
    return namedChildren(node)
      .filter((each) => each.id !== name?.id)
      .reduce((before, each) => (isOut(node) ? before : expression(each, before, walk)), state)
  },
  invocation_expression: call,
  object_creation_expression: call,
  anonymous_object_creation_expression: (node, state, walk) =>
    namedChildren(node)
      .filter((each) => each.nextSibling?.type !== '=')
      .reduce((before, each) => expression(each, before, walk), state),
  cast_expression: (node, state, walk) => field(node, 'value', state, walk),
  declaration_expression: (node, state) => assigned(state, [node.childForFieldName('name')?.text ?? '']),
  throw_expression: (node, state, walk) => {
    children(node, state, walk)
    return unreachable
  },
  lambda_expression: aside,
  anonymous_method_expression: aside
}

function read(node: Node, state: State, walk: Walk): State {
  if (state === null || !walk.unset.has(node.text) || state.has(node.text)) return state
  return walk.refuse(node, `${node.text} may have no value here`, 'Give it a value where it is declared')
}

function eitherWay(node: Node, state: State, walk: Walk): State {
  const { yes, no } = condition(node, state, walk)
  return join(yes, no)
}

/** Walks the `condition` of a statement or of a conditional expression. */
export function branchesOf(node: Node, state: State, walk: Walk): Branches {
  const test = node.childForFieldName('condition')
  return test === null ? { yes: state, no: unreachable } : condition(test, state, walk)
}

/** Walks the part of a node that has this name in the grammar, if it is there. */
export function field(node: Node, name: string, state: State, walk: Walk): State {
  const child = node.childForFieldName(name)
  return child === null ? state : expression(child, state, walk)
}

function assignment(node: Node, state: State, walk: Walk): State {
  const left = node.childForFieldName('left')
  const isPlain = left?.type === 'identifier' && node.childForFieldName('operator')?.text !== '+='
  const sets = isPlain && node.children.some((each) => each?.text === '=')
  const before = left === null || sets ? state : expression(left, state, walk)
  const after = field(node, 'right', before, walk)
  return sets && left !== null ? assigned(after, [left.text]) : after
}

/** A variable that is passed as `out` has a value after the call. */
function call(node: Node, state: State, walk: Walk): State {
  if (node.childForFieldName('function')?.text === 'nameof') return state
  const list = node.childForFieldName('arguments')
  const outs = (list === null ? [] : namedChildren(list)).filter(isOut).flatMap((each) => {
    const inner = namedChildren(each).at(-1)
    return inner?.childForFieldName('name')?.text ?? inner?.text ?? []
  })
  return assigned(children(node, state, walk), outs)
}

const isOut = (node: Node) => node.children.some((each) => each?.type === 'out')

/** A lambda may read only what has a value where it is created. Its assignments happen later, so they do not count. */
function aside(node: Node, state: State, walk: Walk): State {
  walk.inFunction(node, state, walk)
  return state
}

/** The variables that a pattern declares. */
export function patternNames(node: Node): string[] {
  return node
    .descendantsOfType('declaration_pattern')
    .flatMap((each) => each?.childForFieldName('name')?.text ?? [])
}
