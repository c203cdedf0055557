import { substitute, type } from '../model/type.ts'
import { array } from '../run/value.ts'
import type { Candidate, Frame, Run } from './bound.ts'

type Values = (frame: Frame) => unknown[]

/** Evaluates the arguments of a call in the order they are written and puts each in the place of its parameter. */
export function valuesOf(chosen: Candidate, runs: Run[]): Values {
  return chosen.expanded ? expandedValues(chosen, runs) : fixedValues(chosen, runs)
}

function fixedValues({ member, places }: Candidate, runs: Run[]): Values {
  const fixed = member.parameters.length
  const [first, second] = runs
  if (runs.length === fixed && places.every((place, at) => place === at)) {
    if (first === undefined) return () => []
    if (second === undefined) return (frame) => [first(frame)]
    if (runs.length === 2) return (frame) => [first(frame), second(frame)]
  }
  const fallbacks = member.parameters.map((each) => each.fallback)
  return (frame) => {
    const all = [...fallbacks]
    for (let at = 0; at < runs.length; at++) all[places[at] ?? at] = runs[at]?.(frame)
    return all
  }
}

/** The arguments after the fixed parameters go into one array. */
function expandedValues({ member, places, map }: Candidate, runs: Run[]): Values {
  const fixed = member.parameters.length - 1
  const last = member.parameters.at(-1)?.type
  const element = substitute(last?.arguments[0] ?? last ?? type('System.Object'), map)
  const fallbacks = member.parameters.slice(0, fixed).map((each) => each.fallback)
  return (frame) => {
    const all: unknown[] = [...fallbacks]
    const rest: unknown[] = []
    runs.forEach((run, at) => {
      if (at >= fixed) rest.push(run(frame))
      else all[places[at] ?? at] = run(frame)
    })
    return [...all, array(element, rest)]
  }
}
