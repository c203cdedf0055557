/** An expression of an Azure Resource Manager template, such as `[format('rg-{0}', parameters('name'))]`. */
export type Expression =
  | { kind: 'literal'; value: string | number }
  | { kind: 'call'; name: string; arguments: Expression[] }
  | { kind: 'property'; of: Expression; name: Expression }

/** The expression within a template's text; undefined where the text stands for itself. */
export function parseExpression(text: string): Expression | undefined {
  if (!text.startsWith('[') || text.startsWith('[[') || !text.endsWith(']')) return undefined
  const tokens = [...text.slice(1, -1).matchAll(/'(?:[^']|'')*'|-?\d+|\w+|[()[\],.]/g)].map(
    ([token]) => token
  )
  let at = 0
  const expression = read()
  if (at < tokens.length) throw fault()
  return expression

  function read(): Expression {
    let expression = readOperand()
    for (;;) {
      if (skip('.'))
        expression = { kind: 'property', of: expression, name: { kind: 'literal', value: next() } }
      else if (skip('[')) {
        expression = { kind: 'property', of: expression, name: read() }
        expect(']')
      } else return expression
    }
  }

  function readOperand(): Expression {
    const token = next()
    if (token.startsWith("'")) return { kind: 'literal', value: token.slice(1, -1).replaceAll("''", "'") }
    if (/^-?\d+$/.test(token)) return { kind: 'literal', value: Number(token) }
    expect('(')
    const operands: Expression[] = []
    while (!skip(')')) {
      operands.push(read())
      skip(',')
    }
    return { kind: 'call', name: token, arguments: operands }
  }

  function skip(token: string): boolean {
    if (tokens[at] !== token) return false
    at += 1
    return true
  }

  function expect(token: string): void {
    if (!skip(token)) throw fault()
  }

  function next(): string {
    const token = tokens[at]
    if (token === undefined) throw fault()
    at += 1
    return token
  }

  function fault(): Error {
    return new Error(
      `The template holds an expression that cannot be read at "${tokens[at] ?? 'its end'}": ${text}`
    )
  }
}
