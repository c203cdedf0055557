import { type Exception, nullReference, thrown } from '../run/value.ts'

/** `throw value`. */
export function raise(value: unknown): never {
  if (value === null) nullReference()
  throw thrown(value as Exception)
}
