const deepest = 32
/** With one of these as a member, an object cannot become a string. */
const conversions = ['toString', 'valueOf']

/** A JSON value that is safe to compare and to show: what is nested too deeply, or would break a conversion, is left out. */
export function plainJson(value: unknown, depth = deepest): unknown {
  if (value === null || typeof value !== 'object') return value
  if (depth === 0) return undefined
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth - 1))
  const members = Object.entries(value).filter(([name]) => !conversions.includes(name))
  return Object.fromEntries(members.map(([name, member]) => [name, plainJson(member, depth - 1)]))
}
