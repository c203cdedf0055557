import { Liquid } from 'liquidjs'
import { liquidFilters } from './filters.ts'

// Those that read other templates are not for policies.
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

/** Liquid as set-body has it; a tag or a filter that it does not have is an error of the template. */
export const engine = createEngine()

function createEngine() {
  const engine = new Liquid({ strictFilters: true, ownPropertyOnly: true })
  for (const tag of Object.keys(engine.tags)) if (!tags.includes(tag)) delete engine.tags[tag]
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name)
  for (const [name, filter] of Object.entries(liquidFilters)) engine.registerFilter(name, filter)
  return engine
}
