import { type } from '../model/type.ts'
import { adopt, jsonArray, jsonObject, jsonValue, setProperty, type Token, undefinedValue } from './json.ts'
import { jsonDate } from './json-date.ts'
import { jsonNumber } from './json-number.ts'
import { type Scanner, scanner } from './json-scanner.ts'
import { step } from './meter.ts'
import { box } from './value.ts'

/** Reads JSON as Newtonsoft does: single quotes, bare names and comments are allowed, and some strings become dates. */
export function readJson(text: string, wanted: 'JObject' | 'JArray' | 'JToken'): Token {
  const reader = scanner(text)
  reader.blank()
  if (reader.done()) return reader.error(`Error reading ${wanted} from JsonReader.`)
  const token = value(reader)
  const found = token.type.definition.shortName
  if (wanted !== 'JToken' && found !== wanted)
    reader.error(
      `Error reading ${wanted} from JsonReader. Current JsonReader item is not ${wanted === 'JObject' ? 'an object' : 'an array'}: ${found}.`
    )
  reader.blank()
  if (!reader.done())
    reader.error(`Additional text encountered after finished reading JSON content: ${reader.peek()}.`)
  return token
}

function value(reader: Scanner): Token {
  step()
  const next = reader.peek()
  if (next === '{') return object(reader)
  if (next === '[') return list(reader)
  if (next === '"' || next === "'") {
    const text = reader.string()
    return jsonValue(jsonDate(text) ?? text)
  }
  return literal(reader, next)
}

const words: Record<string, () => Token> = {
  true: () => jsonValue(true),
  false: () => jsonValue(false),
  null: () => jsonValue(null),
  undefined: undefinedValue,
  NaN: () => jsonValue(box(Number.NaN, type('System.Double'))),
  Infinity: () => jsonValue(box(Number.POSITIVE_INFINITY, type('System.Double'))),
  '-Infinity': () => jsonValue(box(Number.NEGATIVE_INFINITY, type('System.Double')))
}

function literal(reader: Scanner, next: string): Token {
  const word = reader.match(/-?Infinity(?![\w.+-])|[A-Za-z]+(?![\w.+-])/y)
  const known = Object.hasOwn(words, word) ? words[word] : undefined
  if (known !== undefined) return known()
  const number = /[\d.-]/.test(next) ? jsonNumber(reader.match(/[-+.\da-fA-FxX]+/y)) : null
  if (number !== null && !/[\w]/.test(reader.peek())) return jsonValue(number)
  return reader.error(`Unexpected character encountered while parsing value: ${next}.`)
}

function object(reader: Scanner): Token {
  const made = jsonObject()
  reader.take('{')
  for (;;) {
    reader.blank()
    if (reader.take('}')) return made
    if (reader.done()) reader.error('Unexpected end of content while loading JObject.')
    const next = reader.peek()
    const isQuoted = next === '"' || next === "'"
    const name = isQuoted ? reader.string() : reader.match(/[\p{L}\p{Nd}_$]+/uy)
    if (name === '' && !isQuoted) reader.error(`Invalid property identifier character: ${next}.`)
    reader.path.push(name)
    reader.blank()
    if (!reader.take(':'))
      reader.error(`Invalid character after parsing property name. Expected ':' but got: ${reader.peek()}.`)
    reader.blank()
    if (reader.done()) reader.error('Unexpected end of content while loading JObject.')
    setProperty(made, name, value(reader))
    after(reader, '}', 'JObject')
    reader.path.pop()
  }
}

function list(reader: Scanner): Token {
  const made = jsonArray()
  reader.take('[')
  for (;;) {
    reader.blank()
    if (reader.take(']')) return made
    if (reader.done()) reader.error('Unexpected end of content while loading JArray.')
    reader.path.push(made.children.length)
    // A missing element, as in [1,,2], is undefined.
    adopt(made, reader.peek() === ',' ? undefinedValue() : value(reader))
    after(reader, ']', 'JArray')
    reader.path.pop()
  }
}

// Reads a comma. The end of the container is left to the loop that reads the container.
function after(reader: Scanner, close: string, container: string): void {
  reader.blank()
  if (reader.take(',') || reader.peek() === close) return
  reader.error(
    reader.done()
      ? `Unexpected end of content while loading ${container}.`
      : `After parsing a value an unexpected character was encountered: ${reader.peek()}.`
  )
}
