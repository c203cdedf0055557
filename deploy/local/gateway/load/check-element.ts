import type { Content, Schema } from '../pipeline/schema.ts'
import type { XmlElement } from './parse-xml.ts'
import { PolicyLoadError } from './policy-load-error.ts'
import type { Value } from './value.ts'

/** Refuses an element whose attributes, children, their order or text do not fit the schema. */
export function checkElement(xml: XmlElement, schema: Schema): void {
  const attributes = schema.attributes ?? {}
  for (const name of Object.keys(xml.attributes)) {
    if (attributes[name]) continue
    if (schema.unsupported?.includes(name)) throw unsupported(xml, `the attribute ${name} of <${xml.name}>`)
    throw fault(xml, `<${xml.name}> has no attribute ${name}${expected(Object.keys(attributes))}`)
  }
  for (const [name, { required }] of Object.entries(attributes)) {
    if (required && xml.attributes[name] === undefined)
      throw fault(xml, `<${xml.name}> needs the attribute ${name}`)
  }
  if (schema.oneOf && schema.oneOf.filter((name) => xml.attributes[name] !== undefined).length !== 1) {
    throw fault(xml, `<${xml.name}> needs exactly one of ${schema.oneOf.join(', ')}`)
  }
  if (!schema.text && xml.text.trim() !== '') throw fault(xml, `<${xml.name}> holds no text: remove it`)
  if (!schema.policies && !schema.template) checkChildren(xml, schema)
}

function checkChildren(xml: XmlElement, schema: Schema) {
  const children = Object.entries(schema.children ?? {})
  let last = 0
  for (const child of xml.children) {
    const index = children.findIndex(([name]) => name === child.name)
    if (index < 0) {
      if (schema.unsupported?.includes(child.name))
        throw unsupported(child, `<${child.name}> in <${xml.name}>`)
      throw fault(
        child,
        `<${xml.name}> has no child <${child.name}>${expected(children.map(([name]) => name))}`
      )
    }
    if (index < last && !schema.anyOrder) {
      throw fault(
        child,
        `<${child.name}> comes too late: the order in <${xml.name}> is ${children.map(([name]) => name).join(', ')}`
      )
    }
    last = index
  }
  for (const [name, { min = 0, max = Number.POSITIVE_INFINITY }] of children) {
    const count = xml.children.filter((child) => child.name === name).length
    if (count < min) throw fault(xml, `<${xml.name}> needs ${min} <${name}> or more, and has ${count}`)
    if (count > max) throw fault(xml, `<${xml.name}> takes ${max} <${name}> at most, and has ${count}`)
  }
}

/** Refuses an expression where only a literal is allowed, and a literal of the wrong type. */
export function checkValue(xml: XmlElement, name: string, value: Value, content: Content): void {
  if ('expression' in value) {
    if (content.literal)
      throw fault(xml, `${name} takes no expression: write a literal value or a named value`)
    return
  }
  const problem = literalProblem(value.literal, content)
  if (problem) throw fault(xml, `${name} is ${problem}`)
}

/** Says what is wrong with a value, if anything. At run time it checks the results of expressions too. */
export function literalProblem(value: string, { type, min, max }: Content): string | undefined {
  if (type === 'string') return undefined
  if (type === 'boolean') return /^(true|false)$/i.test(value) ? undefined : 'neither true nor false'
  if (typeof type !== 'string') return type.includes(value) ? undefined : `none of ${type.join(', ')}`
  if (!(type === 'int' ? /^[+-]?\d+$/ : /^[+-]?\d+(\.\d+)?$/).test(value)) return 'not a number'
  if (min !== undefined && Number(value) < min) return `less than ${min}`
  return max !== undefined && Number(value) > max ? `more than ${max}` : undefined
}

/** The error for something that API Management knows and the local gateway does not. */
export function unsupported(xml: XmlElement, what: string): PolicyLoadError {
  return fault(
    xml,
    `${what} is known to API Management but not supported here: see the table in deploy/local/gateway/README.md`
  )
}

function expected(names: string[]) {
  return names.length > 0 ? `: it may have ${names.join(', ')}` : ''
}

function fault(xml: XmlElement, message: string) {
  return new PolicyLoadError(xml.place, message)
}
