import type { Node } from 'web-tree-sitter'

/** The types of the casts before a value, innermost first. The key is the position where the value begins. */
export type Casts = ReadonlyMap<number, readonly Node[]>

interface Cast {
  from: number
  to: number
  type: Node
  operand: number
}

/**
 * Removes the casts that hide a generic call from the grammar. The grammar reads `(string)a.As<T>(true)["k"]` as
 * `((string)a.As < T) > (true)["k"]`, and reads the call correctly once the cast is gone. Null when there is no such cast.
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

// C# reads `<…>` as type arguments when one of these tokens follows (C# standard, section 6.2.5).
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

/** Whether a cast before the node applies to all of it. This is true of the longest `a.b(c)[d]` that begins there. */
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
