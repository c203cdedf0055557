import { fail } from './value.ts'

/** One step of a JSONPath, in Newtonsoft's dialect. */
export type Step =
  | { kind: 'names'; names: string[]; deep: boolean }
  | { kind: 'all'; deep: boolean }
  | { kind: 'indexes'; indexes: number[]; deep: boolean }
  | { kind: 'slice'; start: number | null; end: number | null; step: number | null; deep: boolean }
  | { kind: 'filter'; test: Test; deep: boolean }

/** A filter, `[?(…)]`. */
export type Test =
  | { operator: '&&' | '||'; tests: Test[] }
  | { operator: string; left: Operand; right: Operand | null }

/** A path below the tested token or the root, or a literal. */
export type Operand = { path: Step[]; isRoot: boolean } | { literal: string | number | boolean | null }

/** Parses a JSONPath. Throws JsonException when it is not valid. */
export function parsePath(path: string): Step[] {
  const reader = pathReader(path)
  reader.take(/\$/y)
  const steps = stepsOf(reader)
  if (!reader.done()) reader.unexpected()
  return steps
}

type Reader = ReturnType<typeof pathReader>

function stepsOf(reader: Reader): Step[] {
  const steps: Step[] = []
  for (;;) {
    const deep = reader.take(/\.\./y) !== null
    const dot = !deep && reader.take(/\./y) !== null
    if (reader.take(/\[/y) !== null) {
      if (dot) reader.unexpected()
      steps.push(bracket(reader, deep))
      continue
    }
    if (reader.take(/\*/y) !== null) {
      steps.push({ kind: 'all', deep })
      continue
    }
    const isFirst = steps.length === 0
    const name = deep || dot || isFirst ? reader.take(/[^.[\]()\s*=<>!&|,?@'"$][^.[\]()\s=<>!&|,]*/y) : null
    if (name !== null) steps.push({ kind: 'names', names: [name], deep })
    else if (deep || dot) return reader.unexpected()
    else return steps
  }
}

function bracket(reader: Reader, deep: boolean): Step {
  reader.blank()
  if (reader.take(/\?\(/y) !== null) {
    const test = either(reader)
    reader.expect(/\)/y)
    reader.expect(/\]/y)
    return { kind: 'filter', test, deep }
  }
  if (reader.take(/\*/y) !== null) {
    reader.expect(/\]/y)
    return { kind: 'all', deep }
  }
  if (/['"]/.test(reader.peek())) {
    const names = separated(reader, () => quoted(reader))
    return { kind: 'names', names, deep }
  }
  const slice = reader.take(/\s*-?\d*\s*:\s*-?\d*\s*(:\s*-?\d*\s*)?(?=\])/y)
  if (slice !== null) {
    const [start = null, end = null, step = null] = slice
      .split(':')
      .map((each) => (each.trim() === '' ? null : Number(each)))
    if (step === 0) fail('Newtonsoft.Json.JsonException', 'Step cannot be zero.')
    reader.expect(/\]/y)
    return { kind: 'slice', start, end, step, deep }
  }
  const indexes = separated(reader, () => Number(reader.take(/-?\d+/y) ?? reader.unexpected()))
  return { kind: 'indexes', indexes, deep }
}

function separated<T>(reader: Reader, one: () => T): T[] {
  const found: T[] = []
  for (;;) {
    reader.blank()
    found.push(one())
    reader.blank()
    if (reader.take(/\]/y) !== null) return found
    reader.expect(/,/y)
  }
}

function either(reader: Reader): Test {
  return chain(reader, '||', () => chain(reader, '&&', () => comparison(reader)))
}

function chain(reader: Reader, operator: '&&' | '||', one: () => Test): Test {
  const tests = [one()]
  const mark = operator === '&&' ? /\s*&&/y : /\s*\|\|/y
  while (reader.take(mark) !== null) tests.push(one())
  const [first] = tests
  return tests.length === 1 && first !== undefined ? first : { operator, tests }
}

function comparison(reader: Reader): Test {
  const left = operand(reader)
  reader.blank()
  const operator = reader.take(/===|!==|==|!=|<>|=~|<=|>=|<|>|=/y)
  if (operator === null) return { operator: 'exists', left, right: null }
  return { operator, left, right: operand(reader) }
}

function operand(reader: Reader): Operand {
  reader.blank()
  const mark = reader.take(/[@$]/y)
  if (mark !== null) return { path: stepsOf(reader), isRoot: mark === '$' }
  if (/['"]/.test(reader.peek())) return { literal: quoted(reader) }
  const word = reader.take(/\/(?:\\.|[^/\\])*\/[a-z]*|-?\d[\d.eE+-]*|[a-z]+/y) ?? reader.unexpected()
  const words: Record<string, boolean | null> = { true: true, false: false, null: null }
  if (Object.hasOwn(words, word)) return { literal: words[word] ?? null }
  if (word.startsWith('/')) return { literal: word }
  return Number.isNaN(Number(word)) ? reader.unexpected() : { literal: Number(word) }
}

function quoted(reader: Reader): string {
  const written = reader.take(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/sy) ?? reader.unexpected()
  return written.slice(1, -1).replace(/\\(.)/gs, '$1')
}

function pathReader(path: string) {
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(path)?.[0] ?? null
    at += found?.length ?? 0
    return found
  }
  const unexpected = (): never =>
    fail('Newtonsoft.Json.JsonException', `Unexpected character while parsing path: ${path[at] ?? 'the end'}`)
  return {
    take,
    unexpected,
    peek: () => path[at] ?? '',
    done: () => at >= path.length,
    blank: () => take(/\s*/y),
    expect: (pattern: RegExp) => {
      take(/\s*/y)
      if (take(pattern) === null) unexpected()
    }
  }
}
