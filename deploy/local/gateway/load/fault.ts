import type { Place } from '../expressions/index.ts'

/** What is wrong in a policy file, and where: it stops the start. */
export class PolicyLoadError extends Error {
  readonly place: Place

  constructor(place: Place, message: string) {
    super(`${place.file}:${place.line}:${place.column}: ${message}`)
    this.name = 'PolicyLoadError'
    this.place = place
  }
}
