import { isWordUnit } from './char-set.ts'
import type { Anchor } from './pattern.ts'

/** Whether an anchor matches at the position `at`. The search of the text began at `from`, which `\G` matches. */
export function holds(anchor: Anchor, text: string, at: number, from: number): boolean {
  if (anchor === 'start') return at === 0
  if (anchor === 'end') return at === text.length
  if (anchor === 'end or last newline')
    return at === text.length || (at === text.length - 1 && text[at] === '\n')
  if (anchor === 'line start') return at === 0 || text[at - 1] === '\n'
  if (anchor === 'line end') return at === text.length || text[at] === '\n'
  if (anchor === 'search start') return at === from
  const before = at > 0 && isWordUnit(text.charCodeAt(at - 1))
  const after = at < text.length && isWordUnit(text.charCodeAt(at))
  return (before !== after) === (anchor === 'word boundary')
}
