import type { Tool } from '../tools/tool.ts'
import type { MirroredArgument } from './headers.ts'
import { isObject } from './rpc.ts'

/** The arguments that the tool's input schema marks by `x-mcp-header`, which clients repeat in `Mcp-Param-…` headers. */
export function mirroredArguments(schema: Tool['input'] | object, path: string[] = []): MirroredArgument[] {
  const properties = 'properties' in schema && isObject(schema.properties) ? schema.properties : {}
  return Object.entries(properties).flatMap(([key, property]) => {
    if (!isObject(property)) return []
    const name = property['x-mcp-header']
    const inner = mirroredArguments(property, [...path, key])
    return typeof name === 'string'
      ? [{ header: `mcp-param-${name.toLowerCase()}`, path: [...path, key] }, ...inner]
      : inner
  })
}
