/** A number as its significant digits and the place of its point: 0.digits × 10^point. */
export interface Significant {
  digits: string
  point: number
  negative: boolean
}

interface Section {
  text: string
  /** The number of digit places, and of those before the point. */
  places: number
  whole: number
  /** The number of places to the left and to the right of the point that show a zero. */
  leastWhole: number
  leastFraction: number
  grouped: boolean
  scientific: boolean
  /** The power of ten by which %, ‰ and commas before the point scale the number. */
  shift: number
}

/** Writes a number in a custom format of the invariant culture. */
export function formatCustom(value: Significant, format: string): string {
  const sections = split(format)
  const chosen = value.digits === '' ? 2 : value.negative ? 1 : 0
  let at = sections[chosen] ? chosen : 0
  let section = read(sections[at] ?? '')
  let number = rounded(value, section)
  if (number.digits === '' && value.digits !== '' && sections[2]) {
    at = 2
    section = read(sections[2])
    number = rounded(value, section)
  }
  const minus = value.negative && at === 0 && number.digits !== '' ? '-' : ''
  return minus + written(number, section)
}

function split(format: string): string[] {
  const pieces = format.match(/\\.|'[^']*'?|"[^"]*"?|;|[^\\'";]+|\\$/gs) ?? []
  const sections = ['']
  for (const each of pieces) {
    if (each === ';') sections.push('')
    else sections[sections.length - 1] += each
  }
  return sections
}

const pieces = /\\.|'[^']*'?|"[^"]*"?|[Ee][+-]?0+|./gs

function read(text: string): Section {
  let [places, whole, firstZero, lastZero] = [0, -1, -1, 0]
  let [commaAt, commas, grouped, scientific, shift] = [-1, 0, false, false, 0]
  for (const [each] of text.matchAll(pieces)) {
    if (each === '0' || each === '#') {
      if (each === '0') {
        if (firstZero < 0) firstZero = places
        lastZero = places + 1
      }
      places++
    } else if (each === '.' && whole < 0) whole = places
    else if (each === ',' && places > 0 && whole < 0) {
      if (commaAt >= 0 && commaAt !== places) grouped = true
      commas = commaAt === places ? commas + 1 : 1
      commaAt = places
    } else if (each === '%') shift += 2
    else if (each === '‰') shift += 3
    else if (/^[Ee][+-]?0/.test(each)) scientific = true
  }
  if (whole < 0) whole = places
  if (commaAt === whole) shift -= commas * 3
  else if (commaAt >= 0) grouped = true
  const first = firstZero < 0 ? places : firstZero
  return {
    text,
    places,
    whole,
    leastWhole: Math.max(0, whole - first),
    leastFraction: Math.max(0, lastZero - whole),
    grouped,
    scientific,
    shift
  }
}

// Rounds half away from zero, to the digits for which the section has places.
function rounded(value: Significant, { places, whole, scientific, shift }: Section): Significant {
  if (value.digits === '') return { ...value, point: 0 }
  const point = value.point + shift
  const kept = scientific ? places : point + places - whole
  if (kept >= value.digits.length) return { ...value, point }
  if (kept < 0) return { ...value, digits: '', point: 0 }
  const up = (value.digits[kept] ?? '0') >= '5'
  const sum = (BigInt(`0${value.digits.slice(0, kept)}`) + (up ? 1n : 0n)).toString().padStart(kept, '0')
  const digits = sum.replace(/0+$/, '')
  if (digits === '') return { ...value, digits: '', point: 0 }
  return { ...value, digits, point: point + Math.max(0, sum.length - kept) }
}

function written({ digits, point }: Significant, section: Section): string {
  const { whole, leastWhole, leastFraction, grouped, scientific } = section
  let place = scientific ? whole : Math.max(point, whole)
  let lead = scientific ? 0 : point - whole
  let [next, all, hasPoint] = [0, '', false]
  const put = (digit: string) => {
    all += digit
    if (grouped && place > 1 && (place - 1) % 3 === 0) all += ','
  }
  for (const [each] of section.text.matchAll(pieces)) {
    // Digits that have no place of their own come before the first place.
    for (; lead > 0 && /^[0#.]$/.test(each); lead--, place--) put(digits[next++] ?? '0')
    if (each === '0' || each === '#') {
      const isAhead = lead < 0
      const digit = isAhead ? '' : (digits[next] ?? '')
      if (isAhead) lead++
      else if (digit !== '') next++
      const isZero = isAhead ? place <= leastWhole : place > -leastFraction
      if (digit !== '') put(digit)
      else if (isZero) put('0')
      place--
    } else if (each === '.') {
      if (place !== 0 || hasPoint) continue
      if (leastFraction > 0 || (section.places > whole && next < digits.length)) all += '.'
      hasPoint = true
    } else if (each === ',') continue
    else if (/^[Ee][+-]?0/.test(each)) all += exponent(each, digits === '' ? 0 : point - whole)
    else if (each[0] === '\\') all += each[1] ?? ''
    else if (each[0] === "'" || each[0] === '"') all += each.replace(/^['"]|['"]$/g, '')
    else all += each
  }
  return all
}

function exponent(written: string, power: number): string {
  const sign = power < 0 ? '-' : written[1] === '+' ? '+' : ''
  const width = written.replace(/[^0]/g, '').length
  return `${written[0]}${sign}${String(Math.abs(power)).padStart(width, '0')}`
}
