import { ancestors, named } from '../model/relation.ts'
import type { Member } from '../model/type.ts'
import { argumentMap, extensions, type Type, type } from '../model/type.ts'
import { isUnlistedMember } from '../model/unlisted.ts'

/** A member, with the types that the type parameters of its owner stand for. */
export interface Found {
  member: Member
  map: Map<Type, Type>
}

/** The instance or static members of that name, nearest type first. */
export function membersOf(of: Type, name: string, isStatic: boolean): Found[] {
  const isInterface = of.definition.kind === 'interface'
  const all = isInterface ? [...ancestors(of), type('System.Object')] : ancestors(of)
  const chain = all.filter((each) => isInterface || each.definition.kind !== 'interface')
  const hidden = new Set<string>()
  let isUnlisted = false
  return chain.flatMap((each) => {
    isUnlisted ||= isUnlistedMember(each.definition.name, name) && each.definition.members().has(name)
    if (isUnlisted) return []
    const map = argumentMap(each)
    const own = (each.definition.members().get(name) ?? []).filter(
      (member) => member.isStatic === isStatic && !member.isExtension
    )
    const fresh = own.filter((member) => !hidden.has(shape(member)))
    for (const member of fresh) hidden.add(shape(member))
    return fresh.map((member) => ({ member, map }))
  })
}

/** The extension methods with that name. Overload resolution checks whether they fit the receiver. */
export function extensionsNamed(name: string): Found[] {
  return extensions().flatMap((holder) => {
    const all = holder.members().get(name) ?? []
    return all
      .filter((member) => member.isExtension)
      .map((member) => ({ member, map: new Map<Type, Type>() }))
  })
}

/** The index of a named element in a tuple or an anonymous type; -1 when there is none. */
export function elementNamed(of: Type, name: string): number {
  if (of.names === undefined) return -1
  const byName = of.names.indexOf(name)
  if (byName >= 0 || named(of, 'AnonymousType')) return byName
  const item = /^Item([1-9]\d*)$/.exec(name)
  return item !== null && Number(item[1]) <= of.arguments.length ? Number(item[1]) - 1 : -1
}

const shape = (member: Member) =>
  `${member.isSetter} ${member.typeParameters.length} ${member.parameters.map((each) => each.type.key)}`
