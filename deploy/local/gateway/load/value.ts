import type { Place } from '../expressions/index.ts'
import { compile, type Expression } from '../expressions/index.ts'
import { type FoundExpression, mark } from './normalise.ts'
import { PolicyLoadError } from './policy-load-error.ts'

/** The value of an attribute or of an element's text: a literal, or an expression that each call evaluates. */
export type Value = { literal: string } | { expression: Expression; source: string }

export interface Values {
  expressions: FoundExpression[]
  namedValues: Record<string, string>
}

/** Matches a value that is one expression and nothing else: its number between the marks of `normalise`. */
const wholly = /^\s*\uE000(\d+)\uE001\s*$/

/**
 * Reads one value of a file. Named values are inserted as text before an expression is compiled. A template keeps every
 * `{{…}}` that is not a named value, since templates have that syntax too.
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
      'API Management does not evaluate an expression with text around it: make the whole value one expression'
    )
  }
  const literal = splice(raw)
  return literal !== raw && /^\s*@[({]/.test(literal) ? compiled(literal.trim(), place) : { literal }

  function splice(text: string) {
    return text.replace(/\{\{([\w.-]+)\}\}/g, (whole, name: string) => {
      const value = Object.hasOwn(namedValues, name) ? namedValues[name] : undefined
      if (value === undefined && template) return whole
      if (value === undefined) {
        throw new PolicyLoadError(
          place,
          `there is no named value ${name}: check its name, or add it to the named values`
        )
      }
      return value
    })
  }
}

// A fragment is compiled wherever it is included. Its expressions are the same each time, so they are compiled once.
const known = new Map<string, Expression>()

function compiled(source: string, place: Place): Value {
  const key = JSON.stringify([place, source])
  const expression = known.get(key) ?? compile(source, place)
  known.set(key, expression)
  return { expression, source }
}
