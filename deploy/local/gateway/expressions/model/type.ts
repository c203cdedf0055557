/** The kind of a C# type. Only the binder uses `parameter`, `null` and `void`. */
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
/** The implementation of a member. Its arguments are those of `Member.run`. */
export type Code = (...values: never[]) => unknown

/** What a file under `types/` says about one C# type; members are keyed by their C# signature. */
export interface Declaration {
  /** With its namespace and type parameters: `System.Collections.Generic.List<T>`. */
  name: string
  kind?: Kind
  base?: string
  implements?: string[]
  /** Whether one constructed type converts to another when its type arguments do. */
  variant?: boolean
  members?: Record<string, Code>
  values?: Record<string, number>
  /** `ToString()` of a run-time value; the type's full name when absent. */
  text?: (value: never, type: Type) => string
  /** `default(T)` of a struct. */
  zero?: () => unknown
}

/** A declared C# type, before type arguments are given. */
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
  /** The default value; undefined when an argument is required. */
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

/** The constructed types of one definition whose first type arguments are the same. */
interface Branch {
  /** The types without further arguments, by the names of their elements. */
  types: Map<string, Type>
  next: Map<Type, Branch>
}

/** Definitions by their number of type parameters, then by name. */
const definitions: Map<string, Definition>[] = []
const namespaces = new Set<string>()
const extensionHolders: Definition[] = []
const constructed = new Map<Definition, Branch>()
const plain = new Map<string, Type>()

/** A type parameter. Parameters with the same name but different owners are different types. */
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

/** The one type of this definition with these arguments and element names. */
export function construct(
  definition: Definition,
  args: readonly Type[] = [],
  names?: readonly (string | null)[]
): Type {
  let branch = branchOf(constructed, definition)
  for (const each of args) branch = branchOf(branch.next, each)
  const elements = names?.some((each) => each !== null) ? args.map((_, at) => names[at] ?? '').join(',') : ''
  const known = branch.types.get(elements)
  if (known !== undefined) return known
  const inner = args.map((each, at) => each.key + (names?.[at] ? ` ${names[at]}` : '')).join(',')
  const key = args.length === 0 ? definition.name : `${definition.name}<${inner}>`
  const made =
    names === undefined ? { key, definition, arguments: args } : { key, definition, arguments: args, names }
  branch.types.set(elements, made)
  return made
}

function branchOf<K>(branches: Map<K, Branch>, key: K): Branch {
  const known = branches.get(key)
  if (known !== undefined) return known
  const made: Branch = { types: new Map(), next: new Map() }
  branches.set(key, made)
  return made
}

/** The declared type with this name (with or without its namespace) and this number of type parameters. */
export const findDefinition = (name: string, arity = 0) => definitions[arity]?.get(name)
export const isNamespace = (name: string) => namespaces.has(name)
/** The static classes that hold extension methods. */
export const extensions = () => extensionHolders

/** Makes a definition known by its name, with and without its namespace. */
export function register(definition: Definition, hasExtensions: boolean): void {
  const { name, shortName, parameters } = definition
  const byName = definitions[parameters.length] ?? new Map()
  definitions[parameters.length] = byName
  byName.set(shortName, definition)
  byName.set(name, definition)
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1))
    namespaces.add(name.slice(0, dot))
  if (hasExtensions) extensionHolders.push(definition)
}

/** The type with this name and these arguments. Throws when it is not declared, so the name must not come from users. */
export function type(name: string, ...args: Type[]): Type {
  if (args.length > 0) return construct(declared(name, args.length), args)
  const known = plain.get(name)
  if (known !== undefined) return known
  const made = construct(declared(name, 0))
  plain.set(name, made)
  return made
}

function declared(name: string, arity: number): Definition {
  const definition = findDefinition(name, arity)
  if (definition === undefined)
    throw new Error(`No file under types/ declares ${name} with ${arity} type parameters.`)
  return definition
}

/** The type with its type parameters replaced. */
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

/** What each type parameter of its definition stands for in this type. */
export function argumentMap(of: Type): Map<Type, Type> {
  return new Map(of.definition.parameters.map((each, at) => [each, of.arguments[at] ?? each]))
}
