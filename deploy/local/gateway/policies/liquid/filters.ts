import { type FilterImplOptions, filters as library } from 'liquidjs'
import { formatDate } from '../../expressions/index.ts'
import { dateOf, LiquidDate } from './values.ts'

/**
 * The filters of set-body under the Pascal case names of its reference. Capitalize and Currency are missing, because
 * their results depend on a version and a culture that are not documented.
 */
export const liquidFilters: Record<string, FilterImplOptions> = {
  Date: date,
  DividedBy: dividedBy,
  Escape: encode,
  H: encode,
  Round: round,
  ...fromLibrary()
}

// The filters that work here as in any Liquid, by the names of the reference and of liquidjs.
function fromLibrary(): Record<string, FilterImplOptions> {
  const names = {
    Abs: 'abs',
    Append: 'append',
    AtLeast: 'at_least',
    AtMost: 'at_most',
    Compact: 'compact',
    Default: 'default',
    Downcase: 'downcase',
    First: 'first',
    Join: 'join',
    Last: 'last',
    Lstrip: 'lstrip',
    Map: 'map',
    Minus: 'minus',
    Modulo: 'modulo',
    NewlineToBr: 'newline_to_br',
    Plus: 'plus',
    Prepend: 'prepend',
    Remove: 'remove',
    RemoveFirst: 'remove_first',
    Replace: 'replace',
    ReplaceFirst: 'replace_first',
    Rstrip: 'rstrip',
    Size: 'size',
    Slice: 'slice',
    Sort: 'sort',
    Split: 'split',
    Strip: 'strip',
    StripHtml: 'strip_html',
    StripNewlines: 'strip_newlines',
    Times: 'times',
    Truncate: 'truncate',
    TruncateWords: 'truncatewords',
    Uniq: 'uniq',
    Upcase: 'upcase',
    UrlDecode: 'url_decode',
    UrlEncode: 'url_encode'
  }
  return Object.fromEntries(
    Object.entries(names).map(([name, own]) => {
      const filter = library[own]
      if (!filter) throw new Error(`liquidjs has no filter ${own}`)
      return [name, filter]
    })
  )
}

function encode(value: unknown) {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return String(value ?? '').replace(
    /[&<>"'\u00a0-\u00ff]/g,
    (char) => escapes[char] ?? `&#${char.charCodeAt(0)};`
  )
}

// Two integers give an integer.
function dividedBy(left: unknown, right: unknown) {
  const [dividend, divisor] = [Number(left), Number(right)]
  if (divisor === 0) throw new Error('DividedBy 0 is not possible.')
  const whole = Number.isInteger(dividend) && Number.isInteger(divisor)
  return whole ? Math.trunc(dividend / divisor) : dividend / divisor
}

// A half is rounded to the even neighbour, as in C#.
function round(value: unknown, digits: unknown = 0) {
  const scale = 10 ** Number(digits)
  const scaled = Number(value) * scale
  const below = Math.floor(scaled)
  if (scaled - below === 0.5) return (below % 2 === 0 ? below : below + 1) / scale
  return Math.round(scaled) / scale
}

// The format is C#'s. A value that is not a date stays unchanged.
function date(value: unknown, format: unknown) {
  const found =
    value instanceof LiquidDate
      ? value
      : dateOf(value === 'now' || value === 'today' ? new Date().toISOString() : String(value))
  return found && typeof format === 'string' ? formatDate(found.date, format) : value
}
