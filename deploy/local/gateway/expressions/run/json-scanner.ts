import { pathText } from './json-text-path.ts'
import { fail } from './value.ts'

export type Scanner = ReturnType<typeof scanner>

const escapes: Record<string, string> = {
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

/** Reads a JSON text piece by piece. `path` is the current path, which errors name. */
export function scanner(text: string) {
  let at = 0
  const path: (string | number)[] = []
  const error = (problem: string): never => {
    const before = text.slice(0, at).split('\n')
    const place = `line ${text === '' ? 0 : before.length}, position ${before.at(-1)?.length ?? 0}`
    return fail('Newtonsoft.Json.JsonReaderException', `${problem} Path '${pathText(path)}', ${place}.`)
  }
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const escaped = () => {
    const next = text[at++] ?? ''
    if (next !== 'u') return escapes[next] ?? error(`Bad JSON escape sequence: \\${next}.`)
    const code = match(/[\da-fA-F]{4}/y)
    return code === ''
      ? error('Unexpected end while parsing unicode character.')
      : String.fromCharCode(Number.parseInt(code, 16))
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
  return {
    path,
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
