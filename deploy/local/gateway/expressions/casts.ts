import type { Node } from 'web-tree-sitter'

/** The types that a value is cast to, innermost first, by where the value begins. */
export type Casts = ReadonlyMap<number, readonly Node[]>

interface Cast {
  from: number
  to: number
  type: Node
  operand: number
}

/**
 * Takes the casts out of the text that keep the grammar from seeing a generic call: to it, `(string)a.As<T>(true)["k"]` is
 * `((string)a.As < T) > (true)["k"]`. Without the cast it reads the call rightly. Null when there is no such cast.
 */
export function withoutCasts(text: string, tree: Node, known: Casts): { text: string; casts: Casts } | null {
  const found = tree.descendantsOfType('cast_expression').flatMap((each) => {
    const cast = each === null || !isGeneric(text.slice(each.endIndex)) ? null : partsOf(each)
    return cast === null ? [] : [cast]
  })
  if (found.length === 0) return null
  const casts = new Map(known)
  let rest = text
  // The outer of two casts comes first.
  for (const { from, to, type, operand } of found.reverse()) {
    casts.set(operand, [...(casts.get(operand) ?? []), type])
    rest = rest.slice(0, from) + ' '.repeat(to - from) + rest.slice(to)
  }
  return { text: rest, casts }
}

/** Where a cast's value begins, past the casts inside it. */
function partsOf(node: Node): Cast | null {
  const type = node.childForFieldName('type')
  const value = node.childForFieldName('value')
  const close = node.children.find((each) => each?.type === ')')
  if (type === null || value === null || close === null || close === undefined) return null
  let inner = value
  while (inner.type === 'cast_expression') inner = inner.childForFieldName('value') ?? inner
  return { from: node.startIndex, to: close.endIndex, type, operand: inner.startIndex }
}

// C# takes `<…>` for type arguments when one of these tokens follows (section 6.2.5 of the C# standard).
function isGeneric(rest: string): boolean {
  const open = /^\s*</.exec(rest)
  if (open === null) return false
  let depth = 0
  for (const [found] of rest.matchAll(/[<>]|[^<>]+/g)) {
    if (found === '<') depth++
    else if (found === '>') depth--
    else if (depth > 0 && !/^[\w\s.,?[\]]*$/.test(found)) return false
    else if (depth === 0 && found.trim() !== '') return /^\s*([()\].,;:?^|&[}]|[=!]=)/.test(found)
  }
  return false
}

/** A node to which a cast before it applies as a whole: the longest `a.b(c)[d]` that begins there. */
export function isOperand(node: Node): boolean {
  const { parent } = node
  return (
    primary.has(node.type) &&
    (parent === null || !primary.has(parent.type) || parent.startIndex !== node.startIndex)
  )
}

const primary = new Set([
  'identifier',
  'generic_name',
  'member_access_expression',
  'element_access_expression',
  'invocation_expression',
  'parenthesized_expression',
  'postfix_unary_expression'
])
