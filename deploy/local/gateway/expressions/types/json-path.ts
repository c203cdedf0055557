import { compareOrdinal } from '../run/equality.ts'
import { text } from '../run/format.ts'
import { is, isToken, jsonType, propertyOf, type Token } from '../run/json.ts'
import { type Operand, parsePath, type Step, type Test } from '../run/json-path-parse.ts'
import { step } from '../run/meter.ts'
import { type Sequence, sequence } from '../run/sequence.ts'
import { fail, isBoxed, isInstance, required } from '../run/value.ts'

/** `SelectToken`: the token at the path, or null. Throws when there are several, or none although `mustBe` is set. */
export function selectToken(token: Token, path: string | null, mustBe = false): Token | null {
  const found = walk([token], parsePath(required(path, 'path')), token, mustBe)
  if (found.length > 1) fail('Newtonsoft.Json.JsonException', 'Path returned multiple tokens.')
  return found[0] ?? null
}

/** `SelectTokens`. */
export function selectTokens(token: Token, path: string | null, mustBe = false): Sequence {
  const steps = parsePath(required(path, 'path'))
  return sequence(jsonType('JToken'), () => walk([token], steps, token, mustBe))
}

function walk(start: Token[], steps: Step[], root: Token, mustBe: boolean): Token[] {
  return steps.reduce((tokens, each) => {
    if (each.kind === 'all' && each.deep) return tokens.flatMap(descendants)
    const from = each.deep ? tokens.flatMap(descendants) : tokens
    const found = from.flatMap((token) => taken(token, each, root, mustBe && !each.deep))
    if (mustBe && found.length === 0)
      fail(
        'Newtonsoft.Json.JsonException',
        'The path does not lead to a token. Check the path, or leave errorWhenNoMatch out.'
      )
    return found
  }, start)
}

function taken(token: Token, at: Step, root: Token, mustBe: boolean): Token[] {
  step()
  switch (at.kind) {
    case 'all':
      return children(token)
    case 'names':
      return at.names.flatMap((name) => {
        const found = is(token, 'JObject') ? propertyOf(token, name)?.children[0] : undefined
        if (found === undefined && mustBe)
          fail('Newtonsoft.Json.JsonException', `Property '${name}' does not exist on ${shape(token)}.`)
        return found ?? []
      })
    case 'indexes':
      return at.indexes.flatMap((index) => (is(token, 'JArray') ? (token.children[index] ?? []) : []))
    case 'slice':
      return is(token, 'JArray') ? sliced(token.children, at) : []
    case 'filter':
      return children(token).filter((each) => holds(at.test, each, root))
  }
}

function sliced(items: Token[], { start, end, step: by }: Extract<Step, { kind: 'slice' }>): Token[] {
  const pace = by ?? 1
  const { length } = items
  const within = (at: number, low: number, high: number) =>
    Math.min(Math.max(at < 0 ? at + length : at, low), high)
  const from =
    start === null
      ? pace > 0
        ? 0
        : length - 1
      : within(start, pace > 0 ? 0 : -1, pace > 0 ? length : length - 1)
  const to = end === null ? (pace > 0 ? length : -1) : within(end, -1, length)
  const found: Token[] = []
  for (let at = from; pace > 0 ? at < to : at > to; at += pace) {
    const item = items[at]
    if (item !== undefined) found.push(item)
  }
  return found
}

function holds(test: Test, token: Token, root: Token): boolean {
  if ('tests' in test)
    return test.operator === '&&'
      ? test.tests.every((each) => holds(each, token, root))
      : test.tests.some((each) => holds(each, token, root))
  const left = operandOf(test.left, token, root)
  if (test.right === null) return left.length > 0
  const right = operandOf(test.right, token, root)
  return left.some((a) => right.some((b) => compares(test.operator, a, b)))
}

function operandOf(operand: Operand, token: Token, root: Token): unknown[] {
  if ('literal' in operand) return [operand.literal]
  return walk([operand.isRoot ? root : token], operand.path, root, false).map((each) =>
    is(each, 'JValue') ? plain(each.value) : each
  )
}

// Numbers are compared as numbers. Values of different kinds are unequal, except that a text can equal a date's text.
function compares(operator: string, a: unknown, b: unknown): boolean {
  if (operator === '=~')
    return fail(
      'Newtonsoft.Json.JsonException',
      'The operator =~ is not supported here. Use Where(…) and Regex.IsMatch.'
    )
  const isSame = a === b || (typeof b === 'string' && isInstance(a) && !isToken(a) && text(a) === b)
  if (['==', '=', '==='].includes(operator)) return isSame
  if (['!=', '<>', '!=='].includes(operator)) return !isSame
  if (typeof a !== typeof b || a === null || b === null || typeof a === 'object' || typeof a === 'boolean')
    return false
  const order = typeof a === 'string' ? compareOrdinal(a, b as string) : (a as number) - (b as number)
  return { '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0 }[operator] ?? false
}

const plain = (value: unknown) => (isBoxed(value) ? Number(value.boxed) : value)
const shape = (token: Token) => token.type.definition.shortName

function children(token: Token): Token[] {
  return is(token, 'JObject') ? token.children.flatMap((each) => each.children) : token.children
}

/** The token itself, and then all values below it. */
function descendants(token: Token): Token[] {
  step()
  return [token, ...children(token).flatMap(descendants)]
}
