/**
 * The value of a header that may be there once: Node joins what is sent twice by a comma (RFC 9110 §5.3). Equal copies
 * are one value; different ones stay as they are, joined.
 */
export function withoutCopies(value: string): string {
  if (!value.includes(',')) return value
  const [first = '', ...others] = value.split(',').map((copy) => copy.trim())
  return others.every((copy) => copy === first) ? first : value
}
