import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Language, type Node, Parser } from 'web-tree-sitter'

/** A literal, or the text of any other expression. */
export type Value = string | number | boolean | Expression | Value[] | { [name: string]: Value }

export class Expression {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export interface Declaration {
  name: string
  /** `resource`, `module`, `parameter`, `variable` or `output`. */
  kind: string
  /** The type of a resource without its version, or the file of a module. */
  of: string
  decorators: string[]
  value: Value
  text: string
  /** The names in it: of those, the resources and modules are made before it. */
  uses: Set<string>
}

const folder = join(import.meta.dirname, '../../../deploy/azure')
await Parser.init()
const parser = new Parser().setLanguage(
  await Language.load(createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'))
)

/** The declarations of a file of `deploy/azure/` by name, those inside of others included. */
export function readBicep(file: string): Map<string, Declaration> {
  // The grammar knows no extensions.
  const source = readFileSync(join(folder, file), 'utf8').replace(/^extension .*$/m, '')
  const root = parser.parse(source)?.rootNode
  if (!root || root.hasError) throw new Error(`${file} is not Bicep`)
  const found = root
    .descendantsOfType(
      ['resource', 'module', 'parameter', 'variable', 'output'].map((kind) => `${kind}_declaration`)
    )
    .filter((node) => node !== null)
    .map(declaration)
  return new Map(found.map((each) => [each.name, each]))
}

/** Of those names, what must be made before the resource or module of that name: by use, by `dependsOn`, and theirs. */
export function madeBefore(
  name: string,
  all: Map<string, Declaration>,
  seen = new Set<string>()
): Set<string> {
  for (const used of all.get(name)?.uses ?? []) {
    if (seen.has(used) || used === name) continue
    seen.add(used)
    madeBefore(used, all, seen)
  }
  return seen
}

/** The members of an object. */
export function membersOf(value: Value | undefined): Record<string, Value> {
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Expression)
    throw new Error('no object')
  return value
}

function declaration(node: Node): Declaration {
  const [name, of] = node.namedChildren
  const previous = node.previousNamedSibling
  const body = node.descendantsOfType(['object'])[0]
  const last = node.namedChildren.at(-1) ?? node
  const isResource = ['resource_declaration', 'module_declaration'].includes(node.type)
  return {
    name: name?.text ?? '',
    kind: node.type.replace('_declaration', ''),
    of: of?.text.replace(/^'|(@.*)?'$/g, '') ?? '',
    decorators: previous?.type === 'decorators' ? previous.text.split('\n') : [],
    value: literal(isResource ? (body ?? last) : last),
    text: node.text,
    uses: new Set(node.descendantsOfType('identifier').map((each) => each?.text ?? ''))
  }
}

function literal(node: Node): Value {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        node.namedChildren
          .filter((property) => property?.namedChildren.length === 2)
          .map((property) => property?.namedChildren as [Node, Node])
          .map(([key, value]) => [key.text.replace(/^'|'$/g, ''), literal(value)])
      )
    case 'array':
      return node.namedChildren.map((child) => literal(child as Node))
    case 'string':
      return node.text.includes('${') ? new Expression(node.text) : node.text.slice(1, -1)
    case 'number':
      return Number(node.text)
    case 'boolean':
      return node.text === 'true'
    default:
      return new Expression(node.text)
  }
}
