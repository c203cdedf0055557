/** Where an expression begins in its policy document; both counts start at 1. */
export interface Place {
  file: string
  line: number
  column: number
}

/** The refusal of an expression, thrown when it is loaded. */
export class ExpressionError extends Error {
  readonly code = 'EXPRESSION_REFUSED'
  readonly place: Place
  /** What to write instead; part of the message, too. */
  readonly hint: string

  constructor(place: Place, problem: string, hint: string) {
    super(`${place.file}:${place.line}:${place.column}: ${problem}${hint === '' ? '' : `. ${hint}`}`)
    this.place = place
    this.hint = hint
  }
}

/** A C# exception that an expression threw and did not catch. */
export class CSharpException extends Error {
  readonly typeName: string
  /** The exception object itself, as `catch` and `InnerException` see it. */
  readonly value: unknown

  constructor(typeName: string, message: string, value: unknown = null) {
    super(message)
    this.typeName = typeName
    this.value = value
  }
}
