import { Liquid } from 'liquidjs'
import { liquidFilters } from './filters.ts'

// liquidjs has more tags. Those that read other templates have no place in a policy.
const tags = [
  'assign',
  'break',
  'capture',
  'case',
  'comment',
  'continue',
  'cycle',
  'decrement',
  'for',
  'if',
  'increment',
  'raw',
  'tablerow',
  'unless'
]

/** The Liquid of set-body. A template with any other tag or filter is an error. */
export const engine = createEngine()

function createEngine() {
  const engine = new Liquid({ strictFilters: true, ownPropertyOnly: true })
  for (const tag of Object.keys(engine.tags)) if (!tags.includes(tag)) delete engine.tags[tag]
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name)
  for (const [name, filter] of Object.entries(liquidFilters)) engine.registerFilter(name, filter)
  return engine
}
