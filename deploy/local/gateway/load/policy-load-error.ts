import type { Place } from '../expressions/index.ts'

/** An error in a policy file. The message begins with file, line and column. It stops the start of the gateway. */
export class PolicyLoadError extends Error {
  readonly place: Place

  constructor(place: Place, message: string) {
    super(`${place.file}:${place.line}:${place.column}: ${message}`)
    this.name = 'PolicyLoadError'
    this.place = place
  }
}
