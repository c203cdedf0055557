import { ancestors } from '../../../../../deploy/local/gateway/expressions/model/relation.ts'
import {
  construct,
  findDefinition,
  type
} from '../../../../../deploy/local/gateway/expressions/model/type.ts'
import {
  isUnlistedMember,
  isUnlistedType
} from '../../../../../deploy/local/gateway/expressions/model/unlisted.ts'
import { unsupportedType } from '../../../../../deploy/local/gateway/expressions/unsupported.ts'

/** The types that an expression names or whose members it uses, by their name in metadata, each with these members. */
export type Uses = Record<string, string[]>

/** Allowed types, each with its allowed members; null stands for all of them. */
export type AllowList = Record<string, string[] | null>

/** What of these uses the interpreter allows to no expression: `System.UriKind.Absolute`, or a type alone. */
export function notAllowed(uses: Uses): string[] {
  return filterUses(uses, (name, member) => !isAllowed(name, member))
}

/** What of these uses is not on the list. */
export function notListed(uses: Uses, list: AllowList): string[] {
  return filterUses(uses, (name, member) => {
    // The list names `Tuple` once for all its arities.
    const members = list[name] ?? list[name.replace(/`\d+$/, '')]
    if (members === undefined) return list[name] === undefined
    return members !== null && member !== undefined && !members.includes(member)
  })
}

function filterUses(uses: Uses, isRefused: (name: string, member?: string) => boolean): string[] {
  return Object.entries(uses).flatMap(([name, members]) => {
    if (members.length === 0) return isRefused(name) ? [name] : []
    return members.filter((member) => isRefused(name, member)).map((member) => `${name}.${member}`)
  })
}

function isAllowed(name: string, member?: string): boolean {
  const [path = '', arity = '0'] = name.split('`')
  // The interpreter gives arrays the type of their elements as an argument.
  const definition = findDefinition(path, name === 'System.Array' ? 1 : Number(arity))
  if (definition === undefined) return unsupportedType(path) !== null
  if (isUnlistedType(path)) return false
  if (member === undefined) return true
  if (isUnlistedMember(path, member)) return false
  const written = { '.ctor': 'new', Item: 'this[]' }[member] ?? member
  const owners = [...ancestors(construct(definition, definition.parameters)), type('System.Object')]
  return owners.some(
    (each) => each.definition.members().has(written) || Object.hasOwn(each.definition.values, written)
  )
}
