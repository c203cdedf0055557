import type { Node } from 'web-tree-sitter'
import { findDefinition, isNamespace, type } from '../model/type.ts'
import { decimalFromText } from '../run/decimal.ts'
import { format } from '../run/format.ts'
import { bounded } from '../run/meter.ts'
import { box } from '../run/value.ts'
import { unsupportedType } from '../unsupported.ts'
import type { Bound, Run } from './bound.ts'
import { bind, literal, only, parts, value } from './expression.ts'
import type { Scope } from './scope.ts'
import { constructGeneric, known } from './type-test.ts'

/** A name: a local variable, `context`, a type or a namespace. */
export function identifierLike(node: Node, scope: Scope): Bound {
  if (node.type === 'generic_name') return { kind: 'type', type: constructGeneric(node, scope) }
  const name = node.text.replace('@', '')
  const local = scope.find(name)
  if (local !== null) {
    if (name === 'context') scope.unit.reads.context = true
    return local
  }
  if (findDefinition(name) !== undefined || unsupportedType(name) !== null)
    return { kind: 'type', type: known(node, name, scope) }
  if (isNamespace(name)) return { kind: 'namespace', name }
  return scope.unit.refuse(
    node,
    `${name} is neither a variable nor an allowed type`,
    'Declare it, or use an allowed type'
  )
}

/** `1`, `0x1F`, `1UL`: the first type that holds the number, as C# says. */
export function integer(node: Node, scope: Scope): Bound {
  const match = /^(0x[\da-f]+|0b[01]+|\d+)([ul]*)$/i.exec(node.text.replaceAll('_', ''))
  const digits = match?.[1]
  if (digits === undefined)
    return scope.unit.refuse(node, `${node.text} is not a number`, 'Write digits, with U, L or UL after them')
  const number = BigInt(digits.toLowerCase())
  const suffix = (match?.[2] ?? '').toLowerCase()
  const sizes: [name: string, max: bigint, suffixes: string[]][] = [
    ['Int32', 2n ** 31n, ['']],
    ['UInt32', 2n ** 32n, ['', 'u']],
    ['Int64', 2n ** 63n, ['', 'l']],
    ['UInt64', 2n ** 64n, ['', 'u', 'l', 'ul', 'lu']]
  ]
  const found = sizes.find(([, max, suffixes]) => number < max && suffixes.includes(suffix))
  if (found === undefined)
    return scope.unit.refuse(node, `${node.text} is too large`, 'Write it as a decimal (m) or a double (d)')
  return literal(type(`System.${found[0]}`), found[0].endsWith('64') ? number : Number(number))
}

/** `1.5`, `1.5f`, `1.5m`. */
export function real(node: Node): Bound {
  const written = node.text.replaceAll('_', '').toLowerCase()
  const digits = written.replace(/[fdm]$/, '')
  if (written.endsWith('m')) {
    const exact = decimalFromText(digits)
    return literal(type('System.Decimal'), exact)
  }
  const isSingle = written.endsWith('f')
  return literal(
    type(isSingle ? 'System.Single' : 'System.Double'),
    isSingle ? Math.fround(Number(digits)) : Number(digits)
  )
}

/** `"…"` with its escapes. */
export function text(node: Node, scope: Scope): Bound {
  if (/u8$/i.test(node.text))
    scope.unit.refuse(node, 'UTF-8 literals are C# 11', 'Write Encoding.UTF8.GetBytes("…")')
  return literal(type('System.String'), unescaped(node.text.slice(1, -1)))
}

/** `@"…"`, in which a doubled quote is the only escape. */
export function verbatim(node: Node): Bound {
  return literal(type('System.String'), node.text.slice(2, -1).replaceAll('""', '"'))
}

/** `'x'`. */
export function character(node: Node): Bound {
  return literal(type('System.Char'), unescaped(node.text.slice(1, -1)).charCodeAt(0))
}

/** `$"… {value,width:format} …"`. */
export function interpolated(node: Node, scope: Scope): Bound {
  const start = node.text.slice(0, node.text.indexOf('"'))
  if (node.text.includes('"""') && start.includes('$$'))
    scope.unit.refuse(node, 'Raw strings are C# 11', 'Write $"…"')
  const pieces = parts(node).flatMap((each): Run[] => {
    if (each.type === 'interpolation') return [hole(each, start.includes('@'), scope)]
    if (each.type === 'interpolation_start' || each.type === 'interpolation_quote') return []
    const isContent = each.type === 'string_content'
    const stray =
      isContent &&
      (/[{}]/.test(each.text.replaceAll(/\{\{|\}\}/g, '')) ||
        (!start.includes('@') && each.text.includes('"')))
    if (stray)
      scope.unit.refuse(each, 'The text has a brace or a quote that is not escaped', 'Write {{, }} or \\"')
    const plain = each.text.replaceAll('{{', '{').replaceAll('}}', '}')
    const written = start.includes('@') ? plain.replaceAll('""', '"') : unescaped(plain)
    return [() => written]
  })
  const run: Run = (frame) => {
    let all = ''
    for (const each of pieces) all += each(frame) as string
    bounded(all.length)
    return all
  }
  return { kind: 'value', type: type('System.String'), run }
}

function hole(node: Node, isVerbatim: boolean, scope: Scope): Run {
  const children = parts(node)
  const code = children.find((each) => !each.type.startsWith('interpolation_')) ?? only(node, scope)
  const inner = value(code, scope)
  const alignment = children.find((each) => each.type === 'interpolation_alignment_clause')
  const clause = children.find((each) => each.type === 'interpolation_format_clause')?.text.slice(1) ?? null
  const written = clause === null || isVerbatim ? clause : unescaped(clause)
  const width = alignment === undefined ? 0 : Number(alignment.text.slice(1).replaceAll(' ', ''))
  if (!Number.isInteger(width))
    scope.unit.refuse(node, 'The alignment must be a whole number', 'Write {value,10}')
  return (frame) => {
    const shown = format(box(inner.run(frame), inner.type), written)
    return width < 0 ? shown.padEnd(bounded(-width)) : shown.padStart(bounded(width))
  }
}

const escapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v'
}

function unescaped(written: string): string {
  return written.replace(/\\(u[\da-fA-F]{4}|U[\da-fA-F]{8}|x[\da-fA-F]{1,4}|.)/gs, (_, code: string) => {
    if (code.length > 1) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
    return escapes[code] ?? code
  })
}

/** `nameof(a.B)`, where B may be any member of a type. */
export function nameOf(args: Node[], scope: Scope): Bound {
  const [only] = args
  if (only === undefined) throw new Error('nameof without an argument')
  const inner = parts(only)[0] ?? only
  const [owner, name] = [inner.childForFieldName('expression'), inner.childForFieldName('name')]
  const of = owner === null || inner.type !== 'member_access_expression' ? null : bind(owner, scope)
  const isMember = of?.kind === 'type' && of.type.definition.members().has(name?.text ?? '')
  if (!isMember) bind(inner, scope)
  return literal(type('System.String'), only.text.slice(only.text.lastIndexOf('.') + 1).trim())
}
