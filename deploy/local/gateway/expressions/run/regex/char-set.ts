/** A set of UTF-16 code units, because .NET matches code units and not characters. */
export class CharSet {
  readonly #ascii = new Uint8Array(128)
  readonly #contains: (unit: number) => boolean

  constructor(contains: (unit: number) => boolean) {
    this.#contains = contains
    for (let unit = 0; unit < 128; unit++) this.#ascii[unit] = contains(unit) ? 1 : 0
  }

  has(unit: number): boolean {
    return unit < 128 ? this.#ascii[unit] === 1 : this.#contains(unit)
  }
}

type Contains = (unit: number) => boolean

/** A Unicode general category or a group of them, such as `Lu` or `L`. Null when Unicode has no such name. */
export function category(name: string): Contains | null {
  if (!/^(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)$/.test(name)) return null
  return tested(`\\p{${name}}`)
}

/** `\d`. */
export const digit = tested('\\p{Nd}')
/** `\w`. */
export const word = tested('\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}')
/** `\s`. */
export const space = tested('\\f\\n\\r\\t\\v\\x85\\p{Z}')

/** `\b` also counts the zero width joiners as parts of a word. */
const boundaryWord = new CharSet((unit) => unit === 0x200c || unit === 0x200d || word(unit))
export const isWordUnit = (unit: number) => boundaryWord.has(unit)

/** All units that are not in the set. */
export const not =
  (inner: Contains): Contains =>
  (unit) =>
    !inner(unit)

/** The set without regard to case. As .NET does, it compares the lower case of each unit. */
export const ignoringCase =
  (inner: Contains): Contains =>
  (unit) => {
    const low = lower(unit)
    if (inner(unit) || inner(low)) return true
    const up = upper(low)
    return lower(up) === low && inner(up)
  }

/** The lower case of one unit. A mapping that changes the length is ignored. */
export function lower(unit: number): number {
  const text = String.fromCharCode(unit).toLowerCase()
  return text.length === 1 ? text.charCodeAt(0) : unit
}

function upper(unit: number): number {
  const text = String.fromCharCode(unit).toUpperCase()
  return text.length === 1 ? text.charCodeAt(0) : unit
}

function tested(members: string): Contains {
  const pattern = new RegExp(`^[${members}]$`, 'u')
  return (unit) => pattern.test(String.fromCharCode(unit))
}
