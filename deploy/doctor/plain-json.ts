const deepest = 32
/** An object with a member of one of these names cannot be turned into a string. */
const conversions = ['toString', 'valueOf']

/** A JSON value that is safe to compare and to show. Members that are nested too deeply, or break a conversion, are left out. */
export function plainJson(value: unknown, depth = deepest): unknown {
  if (value === null || typeof value !== 'object') return value
  if (depth === 0) return undefined
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth - 1))
  const members = Object.entries(value).filter(([name]) => !conversions.includes(name))
  return Object.fromEntries(members.map(([name, member]) => [name, plainJson(member, depth - 1)]))
}
