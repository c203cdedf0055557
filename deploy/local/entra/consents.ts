import type { Scope } from './scope.ts'

export interface Consent {
  clientId: string
  /** The object id of a person, or `everybody`. */
  of: string
  scopes: readonly Scope[]
}

export interface Consents {
  give(consent: Consent): void
  /** Whether the person, or an administrator for everybody, has consented to all of the scopes. */
  cover(consent: Consent): boolean
}

/** Remembers until the chain stops which clients people consented to. */
export function createConsents(): Consents {
  const given = new Set<string>()

  return {
    give({ clientId, of, scopes }) {
      for (const scope of scopes) given.add(key(clientId, of, scope))
    },
    cover({ clientId, of, scopes }) {
      return scopes.every(
        (scope) => given.has(key(clientId, of, scope)) || given.has(key(clientId, 'everybody', scope))
      )
    }
  }
}

function key(clientId: string, of: string, { resource, name }: Scope): string {
  return JSON.stringify([clientId, of, resource, name])
}
