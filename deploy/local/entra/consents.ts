export interface Consent {
  clientId: string
  /** The object id of a person, or `everybody`. */
  of: string
  /** The URI of the resource that the scopes belong to. */
  resource: string
  /** Short names of scopes. */
  scopes: readonly string[]
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
    give(consent) {
      for (const scope of consent.scopes) given.add(key(consent, scope))
    },
    cover(consent) {
      return consent.scopes.every(
        (scope) => given.has(key(consent, scope)) || given.has(key({ ...consent, of: 'everybody' }, scope))
      )
    }
  }
}

function key({ clientId, of, resource }: Consent, scope: string): string {
  return JSON.stringify([clientId, of, resource, scope])
}
