import { createRequire } from 'node:module'
import { Language, type Node, Parser, type Tree } from 'web-tree-sitter'
import { type Casts, withoutCasts } from './casts.ts'

let parser: Parser | null = null

/** Loads the C# grammar. Call it once, before the first `compile`. */
export async function loadGrammar(): Promise<void> {
  if (parser !== null) return
  await Parser.init()
  const language = await Language.load(
    createRequire(import.meta.url).resolve('tree-sitter-c-sharp/tree-sitter-c_sharp.wasm')
  )
  parser = new Parser().setLanguage(language)
}

/** The syntax tree of one expression. */
export interface Parsed {
  /** The expression, or the block of statements. */
  root: Node
  /** The number of characters in the parsed text before the expression begins. */
  skipped: number
  /** The positions of each `?` in `?.` and `?[`, which the tree does not show. */
  conditional: ReadonlySet<number>
  /** Casts that the tree does not show. */
  casts: Casts
  /** The first node that is not valid C#; null when there is none. */
  broken: Node | null
}

/**
 * Parses `@(…)` or `@{…}` as the body of a method. Null when the grammar finds no method in the text. The tree is
 * never freed, because policies are few.
 */
export function parse(source: string): Parsed | null {
  if (parser === null) throw new Error('The C# grammar is not loaded. Await loadGrammar() first.')
  const isBlock = source.startsWith('@{')
  const before = isBlock ? 'class P{object E(IContext context)' : 'class P{object E(IContext context){return '
  const text = `${before}${source.slice(1)}${isBlock ? '}' : ';}}'}`
  const first = parser.parse(text)
  const conditional = conditionalMarks(first?.rootNode ?? null)
  const isRead = first?.rootNode.hasError === false
  const { tree, casts } = isRead ? parseCasts(without(text, conditional)) : { tree: first, casts: new Map() }
  const method = tree?.rootNode.descendantsOfType('method_declaration')[0]
  const skipped = before.length - 1
  if (tree === null || tree === undefined || method === null || method === undefined) return null
  const broken = tree.rootNode.hasError ? firstBroken(tree.rootNode) : null
  const body = method.childForFieldName('body')
  const whole = tree.rootNode.namedChildCount === 1 && method.endIndex === text.length - 1
  const root = isBlock ? body : (body?.namedChildren[0]?.namedChildren[0] ?? null)
  const single = isBlock || (body?.namedChildren.length === 1 && root?.type === 'parenthesized_expression')
  if (root === null || !whole || !single)
    return { root: method, skipped, conditional, casts, broken: broken ?? method }
  return { root, skipped, conditional, casts, broken }
}

// Parses again after each removal, because one cast can hide another that stands before a generic call.
function parseCasts(source: string): { tree: Tree | null; casts: Casts } {
  let text = source
  let casts: Casts = new Map()
  for (;;) {
    const tree = parser?.parse(text) ?? null
    const found = tree === null ? null : withoutCasts(text, tree.rootNode, casts)
    if (found === null) return { tree, casts }
    text = found.text
    casts = found.casts
  }
}

// The grammar binds `?.` less tightly than C# does: it reads `a && b?.C` as (a && b)?.C. It reads a plain `.` correctly,
// so the text is parsed again without these question marks.
function conditionalMarks(root: Node | null): Set<number> {
  const accesses = root?.descendantsOfType('conditional_access_expression') ?? []
  const marks = accesses.flatMap((each) => each?.children.filter((child) => child?.type === '?') ?? [])
  return new Set(marks.flatMap((each) => (each === null ? [] : [each.startIndex])))
}

function without(text: string, marks: ReadonlySet<number>): string {
  return [...marks].reduce((all, at) => `${all.slice(0, at)} ${all.slice(at + 1)}`, text)
}

function firstBroken(node: Node): Node {
  for (const child of node.children) {
    if (child !== null && (child.isError || child.isMissing)) return child
    if (child?.hasError) return firstBroken(child)
  }
  return node
}
