import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  type CSharpException,
  compile,
  display,
  type ExpressionContext,
  loadGrammar
} from '../../../../../deploy/local/gateway/expressions/index.ts'
import { cases } from './cases.ts'
import { describe } from './describe.ts'
import { contextOf, fixtures } from './fixtures.ts'

const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'utf8')) as Record<
  string,
  unknown
>

await loadGrammar()

t.test('every answer of the C# compiler has its expression, and at least 150 were chosen', async (t) => {
  const names = cases().map((each) => each.name)
  t.same(
    names.filter((name) => answers[name] === undefined),
    [],
    'run oracle.ts'
  )
  t.same(
    Object.keys(answers).filter((name) => !names.includes(name)),
    [],
    'run oracle.ts'
  )
  t.ok(names.filter((name) => !name.includes('.xml ')).length >= 150)
})

t.test('the interpreter agrees with the C# compiler', async (t) => {
  for (const { name, source, fixture } of cases()) t.same(evaluate(source, fixture), answers[name], name)
})

function evaluate(source: string, fixture: string): unknown {
  const chosen = fixtures[fixture]
  if (chosen === undefined) throw new Error(`no fixture ${fixture}`)
  const run = compile(source, { file: 'table', line: 1, column: 1 })
  return outcome(run, contextOf(chosen))
}

function outcome(run: (context: ExpressionContext) => unknown, context: ExpressionContext): unknown {
  try {
    return describe(run(context), display)
  } catch (error) {
    const { typeName } = error as CSharpException
    return typeName === undefined ? { failure: String(error) } : { exception: typeName }
  }
}
