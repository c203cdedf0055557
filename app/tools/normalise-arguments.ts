import { isObject } from '../json-object.ts'

/**
 * Arguments that frameworks add by themselves: n8n's agents send these with every call (n8n-io/n8n#21500). They are the only
 * unknown ones that are ignored: a model that misspells an argument must hear of it, or it believes that it was heeded.
 */
const addedByFrameworks = ['toolCallId', 'sessionId', 'chatInput', 'action']

type Normalise = (value: unknown) => unknown

/**
 * Makes the function that turns a tool's arguments, in place, into what the schema means: null for an optional one is left
 * out, and integers, numbers and booleans may arrive as their exact text. All else stays, for the schema to judge.
 */
export function createNormalise(schema: object): Normalise {
  const normalise = normaliseOf(schema)
  const { properties = {}, additionalProperties } = schema as ObjectSchema
  const ignored =
    additionalProperties === false ? addedByFrameworks.filter((name) => !(name in properties)) : []

  return (value) => {
    if (isObject(value)) for (const name of ignored) if (name in value) delete value[name]
    return normalise(value)
  }
}

interface ObjectSchema {
  properties?: Record<string, object>
  required?: readonly string[]
  additionalProperties?: unknown
}

function normaliseOf(schema: object): Normalise {
  const { type, items } = schema as { type?: unknown; items?: unknown }
  if (type === 'object') return objects(schema)
  if (type === 'array' && isObject(items)) return arrays(normaliseOf(items))
  if (type === 'integer') return (value) => (typeof value === 'string' ? integer(value) : value)
  if (type === 'number') return (value) => (typeof value === 'string' ? number(value) : value)
  if (type === 'boolean') return (value) => (value === 'true' ? true : value === 'false' ? false : value)
  return (value) => value
}

function objects({ properties = {}, required = [] }: ObjectSchema): Normalise {
  const known = Object.entries(properties).map(([name, property]) => ({
    name,
    normalise: normaliseOf(property),
    mayBeAbsent: !required.includes(name) && !takesNull(property)
  }))
  return (value) => {
    if (!isObject(value)) return value
    for (const { name, normalise, mayBeAbsent } of known) {
      if (!Object.hasOwn(value, name)) continue
      if (value[name] === null && mayBeAbsent) delete value[name]
      else value[name] = normalise(value[name])
    }
    return value
  }
}

function arrays(normalise: Normalise): Normalise {
  return (value) => (Array.isArray(value) ? value.map(normalise) : value)
}

/** Whether null may be a value of its own; a schema without one plain type may mean so. */
function takesNull(schema: object): boolean {
  const { type } = schema as { type?: unknown }
  return typeof type !== 'string' || type === 'null'
}

function integer(text: string): unknown {
  const value = number(text)
  return Number.isSafeInteger(value) ? value : text
}

/** Only the very text that JSON writes for the number: no blanks, no plus, no leading zeros. */
function number(text: string): unknown {
  const value = Number(text)
  return Number.isFinite(value) && String(value) === text ? value : text
}
