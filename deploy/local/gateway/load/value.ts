import type { Place } from '../expressions/index.ts'
import { compile, type Expression } from '../expressions/index.ts'
import { PolicyLoadError } from './fault.ts'
import { type FoundExpression, mark } from './normalise.ts'

/** An attribute or element text: as written, or computed for each call. */
export type Value = { literal: string } | { expression: Expression; source: string }

export interface Values {
  expressions: FoundExpression[]
  namedValues: Record<string, string>
}

/** A value that is one expression and nothing else: its number between the marks of `normalise`. */
const wholly = /^\s*\uE000(\d+)\uE001\s*$/

/**
 * Reads one value of a file: named values are spliced in as text, then an expression is compiled. In a template what
 * names no named value is the template's.
 */
export function readValue(
  raw: string,
  place: Place,
  { expressions, namedValues }: Values,
  template = false
): Value {
  const found = expressions[Number(wholly.exec(raw)?.[1])]
  if (found)
    return compiled(splice(found.source), { file: place.file, line: found.line, column: found.column })
  if (raw.includes(mark.open)) {
    throw new PolicyLoadError(
      place,
      'text around an expression is sent as it stands: make the whole value one expression'
    )
  }
  const literal = splice(raw)
  return literal !== raw && /^\s*@[({]/.test(literal) ? compiled(literal.trim(), place) : { literal }

  function splice(text: string) {
    return text.replace(/\{\{([\w.-]+)\}\}/g, (found, name: string) => {
      const value = Object.hasOwn(namedValues, name) ? namedValues[name] : undefined
      if (value === undefined && template) return found
      if (value === undefined) throw new PolicyLoadError(place, `there is no named value ${name}`)
      return value
    })
  }
}

// A fragment is read wherever it is included, and its expressions are the same in each place.
const known = new Map<string, Expression>()

function compiled(source: string, place: Place): Value {
  const key = JSON.stringify([place, source])
  const expression = known.get(key) ?? compile(source, place)
  known.set(key, expression)
  return { expression, source }
}
