import { hash } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { invalidInput } from '../problems/invalid-input.ts'
import { Problem } from '../problems/problem.ts'
import { type Entity, entityOf } from './entity.ts'
import type { GraphOptions, ToolContext } from './tool.ts'

const usualLimit = 10

/** The inputs of every tool that lists. */
export const pageInputs = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 50, default: usualLimit, description: 'How many to return at most.' })
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 8192,
      description: 'Where to go on: the nextCursor of the page before, with all other inputs the same.'
    })
  )
}

/** The output of every tool that lists, besides its items. */
export const pageOutputs = {
  nextCursor: Type.Optional(
    Type.String({ description: 'Present when there is more: pass it as cursor, with the same other inputs.' })
  )
}

interface PageRequest extends GraphOptions {
  /** Of constants and encoded parts, without a query. */
  path: string
  query: Record<string, string>
  input: { limit?: number; cursor?: string }
}

/** Gets one page of a Graph collection. */
export async function getPage(
  { graph, caller }: ToolContext,
  { path, query, input: { limit = usualLimit, cursor }, ...options }: PageRequest
): Promise<{ items: Entity[]; next: { nextCursor?: string } }> {
  const first = `${path}?${queryString({ ...query, $top: String(limit) })}`
  const binding = hash('sha256', `${caller.objectId} ${first}`, 'base64url')
  const answer = cursor
    ? // The page before came from the same request, so only the place in the list can be wrong.
      await graph.get(`${first}&${readCursor(cursor, binding)}`, { ...options, blame: { '*': 'cursor' } })
    : await graph.get(first, options)

  if (!Array.isArray(answer.value)) throw new Problem('graph_unavailable')
  const nextCursor = writeCursor(answer['@odata.nextLink'], binding)
  return { items: answer.value.map(entityOf), next: nextCursor ? { nextCursor } : {} }
}

function queryString(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&')
}

/**
 * A cursor holds the place in the list from Graph's link, and never the address. Someone who forges one can only turn the
 * pages of a list that they may read anyway. It is bound to the caller and to the first page's request, so a mistaken one
 * is refused. A link without a place is an error, because the list would otherwise end too early.
 */
function writeCursor(link: unknown, binding: string): string | undefined {
  if (link === undefined || link === null) return undefined
  const query = typeof link === 'string' ? link.split('#', 1)[0]?.split('?')[1] : undefined
  const [name, place] = [...new URLSearchParams(query)].find(([key]) => /^\$?skip(token)?$/i.test(key)) ?? []
  if (!name || !place)
    throw new Problem('graph_refused', {
      cause: new Error('The next link of Graph holds no place in the list')
    })
  return Buffer.from(`${binding}${name.toLowerCase()}=${place}`).toString('base64url')
}

function readCursor(cursor: string, binding: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  const [, bound, name, place = ''] = /^([\w-]{43})(\$?skip(?:token)?)=(.+)$/.exec(text) ?? []
  if (!name || bound !== binding)
    throw invalidInput(
      'cursor',
      'pass the nextCursor of this tool with the same other inputs, or start without a cursor.'
    )
  return `${name}=${encodeURIComponent(place)}`
}
