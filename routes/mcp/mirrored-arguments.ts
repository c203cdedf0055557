import { isObject } from '../../app/json-object.ts'
import type { Tool } from '../../app/tools/tool.ts'
import type { MirroredArgument } from './check-headers.ts'

const token = /^[\w!#$%&'*+.^`|~-]+$/
const types: unknown[] = ['string', 'integer', 'boolean']

/**
 * The arguments that the tool's input schema marks by `x-mcp-header`, which clients repeat in `Mcp-Param-…` headers. Throws
 * for a mark that makes clients drop the tool.
 */
export function mirroredArguments({ name, input }: Pick<Tool, 'name' | 'input'>): MirroredArgument[] {
  const found = below(input, [])
  if (new Set(found.map(({ header }) => header.toLowerCase())).size === found.length) return found
  throw new Error(`The tool ${name} repeats two arguments in one header.`)
}

function below(schema: object, path: string[]): MirroredArgument[] {
  const properties = 'properties' in schema && isObject(schema.properties) ? schema.properties : {}
  return Object.entries(properties).flatMap(([key, property]) => {
    if (!isObject(property)) return []
    const inner = below(property, [...path, key])
    const name = property['x-mcp-header']
    if (name === undefined) return inner
    if (!token.test(String(name)) || !types.includes(property.type))
      throw new Error(`The argument ${[...path, key].join('.')} cannot be repeated in a header.`)
    return [{ header: `Mcp-Param-${name}`, path: [...path, key] }, ...inner]
  })
}
