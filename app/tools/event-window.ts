import { invalidInput } from '../problems/invalid-input.ts'

const hour = 3_600_000
const week = 7 * 24 * hour

/** The instants between which events are listed: a week from the current hour on, unless they are given. */
export function eventWindow({ start, end }: { start?: string; end?: string }): { from: number; to: number } {
  const now = Date.now()
  // The whole hour, so that the pages of one list have one window.
  const from = start === undefined ? now - (now % hour) : instantOf(start, 'start')
  const to = end === undefined ? from + week : instantOf(end, 'end')
  if (to <= from) throw invalidInput('end', 'it must be after start.')
  return { from, to }
}

function instantOf(text: string, field: string): number {
  const day = new Date(text.slice(0, 10))
  const instant = Date.parse(text)
  // A 31st of February parses, as the 3rd of March.
  if (Number.isNaN(instant) || day.getUTCDate() !== Number(text.slice(8, 10)))
    throw invalidInput(field, 'there is no such date or time.')
  return instant
}
