import { type } from '../model/type.ts'
import { adopt, jsonArray, jsonObject, jsonValue, setProperty, type Token } from './json.ts'
import { step } from './meter.ts'
import { parseDate } from './parse-date.ts'
import { box, fail } from './value.ts'

/** Reads JSON as Newtonsoft does: lenient about quotes, names and comments, and eager to see dates. */
export function readJson(text: string, wanted: 'JObject' | 'JArray' | 'JToken', trailing = false): Token {
  const reader = scanner(text)
  reader.blank()
  if (reader.done()) {
    return reader.error(
      wanted === 'JToken'
        ? 'Error reading JToken from JsonReader.'
        : `Error reading ${wanted} from JsonReader.`
    )
  }
  const token = value(reader, '')
  const found = token.type.definition.shortName
  if (wanted !== 'JToken' && found !== wanted)
    reader.error(
      `Error reading ${wanted} from JsonReader. Current JsonReader item is not ${wanted === 'JObject' ? 'an object' : 'an array'}: ${found}.`
    )
  reader.blank()
  if (!trailing && !reader.done())
    reader.error(`Additional text encountered after finished reading JSON content: ${reader.peek()}.`)
  return token
}

type Scanner = ReturnType<typeof scanner>

function value(reader: Scanner, path: string): Token {
  step()
  reader.blank()
  const next = reader.peek()
  if (next === '{') return object(reader, path)
  if (next === '[') return list(reader, path)
  if (next === '"' || next === "'") return dated(reader.string())
  const word = reader.match(/[-+.\w]+/y)
  const known: Record<string, unknown> = { true: true, false: false, null: null, undefined: null }
  if (Object.hasOwn(known, word)) return jsonValue(known[word])
  if (/^(NaN|-?Infinity)$/.test(word)) return jsonValue(box(Number(word), type('System.Double')))
  return (
    numeric(word) ?? reader.error(`Unexpected character encountered while parsing value: ${word[0] ?? next}.`)
  )
}

function object(reader: Scanner, path: string): Token {
  const made = jsonObject()
  reader.take('{')
  for (;;) {
    reader.blank()
    if (reader.take('}')) return made
    if (reader.done()) reader.error('Unexpected end when reading JSON.')
    const next = reader.peek()
    const name = next === '"' || next === "'" ? reader.string() : reader.match(/[\w$]+/y)
    if (name === '' && next !== '"' && next !== "'")
      reader.error(`Invalid property identifier character: ${next}.`)
    reader.blank()
    if (!reader.take(':'))
      reader.error(`Invalid character after parsing property name. Expected ':' but got: ${reader.peek()}.`)
    setProperty(made, name, value(reader, `${path}.${name}`))
    reader.blank()
    if (reader.take(',')) continue
    if (reader.peek() !== '}')
      reader.error(
        reader.done()
          ? 'Unexpected end when reading JSON.'
          : `After parsing a value an unexpected character was encountered: ${reader.peek()}.`
      )
  }
}

function list(reader: Scanner, path: string): Token {
  const made = jsonArray()
  reader.take('[')
  for (;;) {
    reader.blank()
    if (reader.take(']')) return made
    if (reader.done()) reader.error('Unexpected end when reading JSON.')
    adopt(made, value(reader, `${path}[]`))
    reader.blank()
    if (reader.take(',')) continue
    if (reader.peek() !== ']')
      reader.error(
        reader.done()
          ? 'Unexpected end when reading JSON.'
          : `After parsing a value an unexpected character was encountered: ${reader.peek()}.`
      )
  }
}

// A string that is an ISO date becomes a date.
function dated(text: string): Token {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$/.test(text))
    return jsonValue(text)
  try {
    return jsonValue(parseDate(text, 128))
  } catch {
    return jsonValue(text)
  }
}

function numeric(word: string): Token | null {
  if (/^[-+]?\d+$/.test(word)) {
    const whole = BigInt(word.replace('+', ''))
    const fits = BigInt.asIntN(64, whole) === whole
    return jsonValue(box(fits ? whole : Number(whole), type(fits ? 'System.Int64' : 'System.Double')))
  }
  if (/^0x[\da-f]+$/i.test(word)) return jsonValue(box(BigInt(word), type('System.Int64')))
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word)
    ? jsonValue(box(Number(word), type('System.Double')))
    : null
}

function scanner(text: string) {
  let at = 0
  const error = (problem: string): never => {
    const before = text.slice(0, at).split('\n')
    return fail(
      'Newtonsoft.Json.JsonReaderException',
      `${problem} Path '', line ${before.length}, position ${before.at(-1)?.length ?? 0}.`
    )
  }
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const string = () => {
    const quote = text[at++] ?? ''
    let all = ''
    for (;;) {
      const next = text[at++]
      if (next === undefined) return error(`Unterminated string. Expected delimiter: ${quote}.`)
      if (next === quote) return all
      all += next === '\\' ? escaped() : next
    }
  }
  const escaped = () => {
    const next = text[at++] ?? ''
    const known: Record<string, string> = {
      n: '\n',
      r: '\r',
      t: '\t',
      b: '\b',
      f: '\f',
      '\\': '\\',
      '/': '/',
      '"': '"',
      "'": "'"
    }
    if (next === 'u') {
      const code = match(/[\da-fA-F]{4}/y)
      return code === ''
        ? error('Unexpected end while parsing unicode character.')
        : String.fromCharCode(Number.parseInt(code, 16))
    }
    return known[next] ?? error(`Bad JSON escape sequence: \\${next}.`)
  }
  return {
    error,
    match,
    string,
    peek: () => text[at] ?? '',
    done: () => at >= text.length,
    blank: () => match(/(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\uFEFF)*/y),
    take: (token: string) => {
      if (text[at] !== token) return false
      at++
      return true
    }
  }
}
