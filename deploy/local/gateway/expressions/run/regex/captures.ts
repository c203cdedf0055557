/** The start and the end of what a group matched. */
export type Span = readonly [start: number, end: number]

// The log of a match has two numbers for each start or end of a group. The first is twice the number of the group, plus one
// for an end. The second is the position in the text. Backtracking shortens the log.

/** All that each group matched, in order, without the rounds that backtracking undid. */
export function capturesOf(log: readonly number[], groups: number): Span[][] {
  const found: Span[][] = Array.from({ length: groups }, () => [])
  const open: number[][] = Array.from({ length: groups }, () => [])
  for (let at = 0; at < log.length; at += 2) {
    const [entry, place] = [log[at] as number, log[at + 1] as number]
    const group = entry >> 1
    if ((entry & 1) === 0) open[group]?.push(place)
    else found[group]?.push(ordered(open[group]?.pop() ?? place, place))
  }
  return found
}

/** What a group matched last; null when it did not match. */
export function lastCapture(log: readonly number[], group: number): Span | null {
  let end = -1
  for (let at = log.length - 2; at >= 0; at -= 2) {
    if (end < 0 && log[at] === group * 2 + 1) end = log[at + 1] as number
    else if (end >= 0 && log[at] === group * 2) return ordered(log[at + 1] as number, end)
  }
  return null
}

// A group inside a lookbehind is matched from its end.
const ordered = (one: number, other: number): Span => (one < other ? [one, other] : [other, one])
