import { type FilterImplOptions, filters as library } from 'liquidjs'
import { formatDate } from '../../expressions/index.ts'
import { dateOf, LiquidDate } from './values.ts'

/**
 * The filters of set-body by the names that its reference gives them, in Pascal case. Capitalize and Currency are not
 * here: what they give depends on a version and a culture that nobody documents.
 */
export const liquidFilters: Record<string, FilterImplOptions> = {
  Date: date,
  DividedBy: dividedBy,
  Escape: encode,
  H: encode,
  Round: round,
  ...fromLibrary()
}

// What Liquid gives anywhere, by the reference's names and by the library's.
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

// Two integers divide as integers.
function dividedBy(left: unknown, right: unknown) {
  const [dividend, divisor] = [Number(left), Number(right)]
  if (divisor === 0) throw new Error('divided by 0')
  const whole = Number.isInteger(dividend) && Number.isInteger(divisor)
  return whole ? Math.trunc(dividend / divisor) : dividend / divisor
}

// Half of one goes to the even neighbour, as in C#.
function round(value: unknown, digits: unknown = 0) {
  const scale = 10 ** Number(digits)
  const scaled = Number(value) * scale
  const below = Math.floor(scaled)
  if (scaled - below === 0.5) return (below % 2 === 0 ? below : below + 1) / scale
  return Math.round(scaled) / scale
}

// A format of C#; what is no date stays what it is.
function date(value: unknown, format: unknown) {
  const found =
    value instanceof LiquidDate
      ? value
      : dateOf(value === 'now' || value === 'today' ? new Date().toISOString() : String(value))
  return found && typeof format === 'string' ? formatDate(found.date, format) : value
}
