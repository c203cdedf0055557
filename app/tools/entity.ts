import type { Static, TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isObject } from '../json-object.ts'
import { Problem } from '../problems/problem.ts'

/** An object of Graph's answer, not trusted to be as documented. */
export type Entity = Record<string, unknown>

/** Anything but an object counts as an empty one. */
export function entityOf(value: unknown): Entity {
  return isObject(value) ? value : {}
}

/**
 * The properties that the schema has, where they have its types: nulls, and whatever else Graph sends, stay here.
 * Without a required one Graph's answer makes no sense.
 */
export function pick<Schema extends TObject>(schema: Schema, entity: Entity): Static<Schema> {
  const known = Object.entries(schema.properties).filter(([name, type]) => Value.Check(type, entity[name]))
  const picked: unknown = Object.fromEntries(known.map(([name]) => [name, entity[name]]))
  if (!Value.Check(schema, picked)) throw new Problem('graph_unavailable')
  return picked
}
