import { GraphError } from './graph-error.ts'

export type Entity = Record<string, unknown>

/** Keeps the properties that `$select` names, or the default ones, or all. */
export function select(entity: Entity, query: URLSearchParams, byDefault?: string[]): Entity {
  const wanted =
    query
      .get('$select')
      ?.split(',')
      .map((name) => name.trim()) ?? byDefault
  if (!wanted) return entity
  const kept = Object.keys(entity).filter((name) => name.startsWith('@odata') || name === 'id')
  const unknown = wanted.find((name) => !(name in entity))
  if (unknown !== undefined) {
    throw new GraphError(400, 'BadRequest', `Could not find a property named '${unknown}' on the type.`)
  }
  return Object.fromEntries([...new Set([...kept, ...wanted])].map((name) => [name, entity[name]]))
}

interface Paging {
  context: string
  path: string
  query: URLSearchParams
  pageSize: number
  /** The parameter of the next link that says where the next page begins. */
  marker?: '$skip' | '$skiptoken'
}

/** One page of a collection, with `@odata.nextLink` if there are more. Its links begin with their path. */
export function page(
  entities: Entity[],
  { context, path, query, pageSize, marker = '$skip' }: Paging
): Entity {
  const top = count(query, '$top') ?? pageSize
  const skip = count(query, '$skip') ?? count(query, '$skiptoken') ?? 0
  if (top < 1 || top > 1000) throw invalid('$top')

  const next = new URLSearchParams(query)
  next.set(marker, String(skip + top))
  const link = `${path}?${next.toString().replaceAll('%24', '$').replaceAll('+', '%20')}`
  return {
    '@odata.context': `/v1.0/$metadata#${context}`,
    ...(skip + top < entities.length && { '@odata.nextLink': link }),
    value: entities.slice(skip, skip + top).map((entity) => select(entity, query))
  }
}

/** The entity with its links at Graph's own address. */
export function withAddress(entity: Entity, graphUrl: string): Entity {
  const links = ['@odata.context', '@odata.nextLink'].filter((name) => name in entity)
  return { ...entity, ...Object.fromEntries(links.map((name) => [name, `${graphUrl}${entity[name]}`])) }
}

/** Keeps the entities that contain every word of `$search="…"` in one of the properties. */
export function search(entities: Entity[], query: URLSearchParams, properties: string[]): Entity[] {
  const asked = query.get('$search')?.trim()
  if (!asked) return entities
  const words = asked.replace(/^"|"$/g, '').replaceAll('\\"', '"').toLowerCase().split(/\s+/)
  return entities.filter((entity) => {
    const text = JSON.stringify(properties.map((name) => entity[name])).toLowerCase()
    return words.every((word) => text.includes(word.replace(/^\w+:/, '')))
  })
}

function count(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name)
  if (value === null) return undefined
  if (!/^\d{1,6}$/.test(value)) throw invalid(name)
  return Number(value)
}

function invalid(name: string): GraphError {
  return new GraphError(
    400,
    'BadRequest',
    `Invalid value for the query option '${name}'. Use a whole number.`
  )
}
