import { indexMembers } from './signature.ts'
import { type Declaration, type Definition, type Member, parameter, register } from './type.ts'

/** Adds a C# type to those that expressions know. Its signatures are parsed when one of its members is first used. */
export function declare(declaration: Declaration): Definition {
  const { name, kind = 'class', members = {}, values = {} } = declaration
  const [path = '', generics = ''] = name.replace('>', '').split('<')
  const shortName = path.slice(path.lastIndexOf('.') + 1)
  let index: Map<string, Member[]> | null = null
  const definition: Definition = {
    name: path,
    shortName,
    kind,
    parameters: [],
    base: declaration.base ?? (kind === 'interface' || path === 'System.Object' ? '' : 'object'),
    implements: declaration.implements ?? [],
    variant: declaration.variant ?? false,
    values,
    text: declaration.text ?? null,
    zero: declaration.zero ?? null,
    members: () => {
      index ??= indexMembers(definition, members)
      return index
    }
  }
  definition.parameters =
    generics === '' ? [] : generics.split(',').map((each) => parameter(each.trim(), path))
  register(
    definition,
    Object.keys(members).some((signature) => signature.includes('(this '))
  )
  return definition
}
