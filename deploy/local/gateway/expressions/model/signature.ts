import { nameOfKeyword } from './keywords.ts'
import {
  type Code,
  construct,
  type Definition,
  findDefinition,
  type Member,
  type Parameter,
  parameter,
  type Type,
  type
} from './type.ts'

/** Parses the signatures of a declaration. Returns its members by name, with overloads together. */
export function indexMembers(owner: Definition, members: Record<string, Code>): Map<string, Member[]> {
  const index = new Map<string, Member[]>()
  for (const [signature, run] of Object.entries(members)) {
    const member = readSignature(owner, signature, run as (...values: unknown[]) => unknown)
    index.set(member.name, [...(index.get(member.name) ?? []), member])
  }
  return index
}

/** The type that a piece of C# names, over the type parameters in scope. */
export function readType(text: string, scope: readonly Type[] = []): Type {
  const reader = tokens(text)
  return reader.type(scope)
}

// static implicit operator Type(parameters), or [static] [set] Type Name[<T>][(parameters)] | new(parameters) | Type this[parameters] | static Type operator X(parameters)
function readSignature(owner: Definition, signature: string, run: (...values: unknown[]) => unknown): Member {
  const reader = tokens(signature)
  const isStatic = reader.take('static')
  const isSetter = reader.take('set')
  const isConstructor = reader.take('new')
  const conversion = reader.take('implicit') ? 'implicit' : reader.take('explicit') ? 'explicit' : ''
  if (conversion !== '') reader.take('operator')
  const typeParameters = genericNames(signature).map((each) => parameter(each, `${owner.name}.${signature}`))
  const scope = [...typeParameters, ...owner.parameters]
  const returns = isConstructor ? construct(owner, owner.parameters) : reader.type(scope)
  let name = isConstructor ? 'new' : conversion !== '' ? `${conversion} operator` : reader.next()
  if (name === 'operator') name = `operator ${reader.until('(')}`
  if (reader.take('<')) reader.until('>', true)
  const close = reader.take('(') ? ')' : reader.take('[') ? ']' : ''
  const isExtension = reader.take('this')
  const parameters: Parameter[] = []
  while (close !== '' && !reader.take(close)) {
    parameters.push(readParameter(reader, scope))
    reader.take(',')
  }
  return {
    name: close === ']' ? 'this[]' : name,
    kind: close === ')' ? 'method' : 'property',
    isStatic: isStatic || isConstructor,
    isExtension,
    isSetter,
    typeParameters,
    parameters,
    returns,
    run,
    owner
  }
}

function readParameter(reader: ReturnType<typeof tokens>, scope: readonly Type[]): Parameter {
  const params = reader.take('params')
  const out = reader.take('out')
  const found = { type: reader.type(scope), name: reader.next(), params, out }
  if (!reader.take('=')) return found
  const text = reader.next()
  const fallback =
    text === 'null' ? null : text === 'true' || text === 'false' ? text === 'true' : Number(text)
  return { ...found, fallback }
}

function genericNames(signature: string): string[] {
  const found = /\w<([\w, ]+)>\(/.exec(signature)
  return found?.[1]?.split(',').map((each) => each.trim()) ?? []
}

function tokens(text: string) {
  const list = text.match(/[\w.]+|[^\s\w]/g) ?? []
  let at = 0
  const take = (token: string) => {
    if (list[at] !== token) return false
    at++
    return true
  }
  const next = () => list[at++] ?? ''
  const until = (token: string, inclusive = false) => {
    let found = ''
    while (at < list.length && list[at] !== token) found += next()
    if (inclusive) at++
    return found
  }
  const readTypeHere = (scope: readonly Type[]): Type => {
    const name = next()
    const args: Type[] = []
    if (take('<')) {
      while (!take('>')) {
        args.push(readTypeHere(scope))
        take(',')
      }
    }
    let found = scope.find((each) => each.definition.name === name && args.length === 0)
    if (found === undefined) {
      const definition = findDefinition(nameOfKeyword(name), args.length)
      if (definition === undefined) throw new Error(`no type ${name} in ${text}`)
      found = construct(definition, args)
    }
    if (take('?')) found = type('System.Nullable', found)
    while (list[at] === '[' && list[at + 1] === ']') {
      at += 2
      found = type('System.Array', found)
    }
    return found
  }
  return { take, next, until, type: readTypeHere }
}
