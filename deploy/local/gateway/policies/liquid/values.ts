import { Drop } from 'liquidjs'
import { CSharpException, type DateTime, formatDate, parseDate } from '../../expressions/index.ts'

/** A C# dictionary. A template reads it by name or iterates over pairs of `Key` and `Value`. */
export class Dictionary extends Drop {
  readonly #entries: ReadonlyMap<string, unknown>
  readonly #folds: boolean

  constructor(entries: ReadonlyMap<string, unknown>, folds = false) {
    super()
    this.#entries = entries
    this.#folds = folds
  }

  override liquidMethodMissing(name: string | number) {
    return this.#entries.get(this.#folds ? String(name).toLowerCase() : String(name))
  }

  *[Symbol.iterator]() {
    for (const [Key, Value] of this.#entries) yield { Key, Value }
  }
}

/** A date that a template writes as C# does. */
export class LiquidDate extends Drop {
  readonly date: DateTime

  constructor(date: DateTime) {
    super()
    this.date = date
  }

  override valueOf() {
    return formatDate(this.date, null)
  }
}

/** Reads a date as `DateTime.Parse` does. Undefined if the text is not a date. */
export function dateOf(text: string): LiquidDate | undefined {
  try {
    return new LiquidDate(parseDate(text))
  } catch (error) {
    if (error instanceof CSharpException) return undefined
    throw error
  }
}
