export type Kind =
  | 'class'
  | 'struct'
  | 'interface'
  | 'enum'
  | 'delegate'
  | 'static'
  | 'parameter'
  | 'null'
  | 'void'

// biome-ignore format: one line reads better
export type Code = (...values: never[]) => unknown

/** What a file under `types/` says about one C# type; members are keyed by their C# signature. */
export interface Declaration {
  /** With its namespace and type parameters: `System.Collections.Generic.List<T>`. */
  name: string
  kind?: Kind
  base?: string
  implements?: string[]
  /** Reference conversions between constructed types follow their arguments. */
  variant?: boolean
  members?: Record<string, Code>
  values?: Record<string, number>
  /** `ToString()` of a run-time value; the type's full name when absent. */
  text?: (value: never, type: Type) => string
  /** `default(T)` of a struct. */
  zero?: () => unknown
}

export interface Definition
  extends Required<Omit<Declaration, 'members' | 'values' | 'text' | 'base' | 'zero'>> {
  shortName: string
  parameters: Type[]
  base: string
  values: Record<string, number>
  text: ((value: never, type: Type) => string) | null
  zero: (() => unknown) | null
  members: () => Map<string, Member[]>
}

/** A constructed type. Equal types are the same object. */
export interface Type {
  readonly key: string
  readonly definition: Definition
  readonly arguments: readonly Type[]
  /** Element names of a tuple. */
  readonly names?: readonly (string | null)[]
}

export interface Parameter {
  name: string
  type: Type
  /** Undefined when an argument is required. */
  fallback?: unknown
  params: boolean
  out: boolean
}

/** One allowed member. `run` gets the receiver (unless static), each parameter, then the type arguments. */
export interface Member {
  name: string
  kind: 'method' | 'property'
  isStatic: boolean
  isExtension: boolean
  isSetter: boolean
  typeParameters: Type[]
  parameters: Parameter[]
  returns: Type
  run: (...values: unknown[]) => unknown
  owner: Definition
}

const definitions = new Map<string, Definition>()
const namespaces = new Set<string>()
const extensionHolders: Definition[] = []
const constructed = new Map<string, Type>()

export function parameter(name: string, owner: string): Type {
  const key = `!${owner}.${name}`
  const definition: Definition = {
    name,
    shortName: name,
    kind: 'parameter',
    parameters: [],
    base: '',
    implements: [],
    variant: false,
    values: {},
    text: null,
    zero: null,
    members: () => new Map()
  }
  return { key, definition, arguments: [] }
}

export function construct(
  definition: Definition,
  args: readonly Type[] = [],
  names?: readonly (string | null)[]
): Type {
  const inner = args.map((each, at) => each.key + (names?.[at] ? ` ${names[at]}` : '')).join(',')
  const key = args.length === 0 ? `${definition.name}` : `${definition.name}<${inner}>`
  const known = constructed.get(key)
  if (known !== undefined) return known
  const type =
    names === undefined ? { key, definition, arguments: args } : { key, definition, arguments: args, names }
  constructed.set(key, type)
  return type
}

export const findDefinition = (name: string, arity = 0) => definitions.get(`${name}\`${arity}`)
export const isNamespace = (name: string) => namespaces.has(name)
export const extensions = () => extensionHolders

/** Makes a definition known by its name, with and without its namespace. */
export function register(definition: Definition, hasExtensions: boolean): void {
  const { name, shortName, parameters } = definition
  definitions.set(`${shortName}\`${parameters.length}`, definition)
  definitions.set(`${name}\`${parameters.length}`, definition)
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1))
    namespaces.add(name.slice(0, dot))
  if (hasExtensions) extensionHolders.push(definition)
}

/** The type of that name; the name is one this code knows to be declared. */
export function type(name: string, ...args: Type[]): Type {
  const definition = findDefinition(name, args.length)
  if (definition === undefined) throw new Error(`no type ${name}`)
  return construct(definition, args)
}

export function substitute(of: Type, map: ReadonlyMap<Type, Type>): Type {
  if (map.size === 0) return of
  const found = map.get(of)
  if (found !== undefined) return found
  if (of.arguments.length === 0) return of
  return construct(
    of.definition,
    of.arguments.map((each) => substitute(each, map)),
    of.names
  )
}

export function argumentMap(of: Type): Map<Type, Type> {
  return new Map(of.definition.parameters.map((each, at) => [each, of.arguments[at] ?? each]))
}
