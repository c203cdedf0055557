import t from 'tap'
import {
  type CSharpException,
  compile,
  display,
  type ExpressionContext,
  ExpressionError,
  loadGrammar
} from '../../../../../deploy/local/gateway/expressions/index.ts'
import { answersOf, readAnswers } from './answers.ts'
import { cases, casesOfRoslyn } from './cases.ts'
import { describe } from './describe.ts'
import { contextOf, fixtures } from './fixtures.ts'
import { policyExpressions } from './policies.ts'
import { refused } from './refused.ts'

const answers = readAnswers()
const all = [...cases(), ...casesOfRoslyn()]

await loadGrammar()

t.test('both C# compilers have answered every expression, and at least 150 were chosen', async (t) => {
  const names = all.map((each) => each.name)
  const withoutMono = cases().filter(({ name }) => answersOf(answers[name]).mono === undefined)
  const withoutDotnet = names.filter((name) => answersOf(answers[name]).dotnet === undefined)
  t.same(withoutMono, [], 'run npm run oracle')
  t.same(withoutDotnet, [], 'run npm run roslyn')
  t.same(
    Object.keys(answers).filter((name) => !names.includes(name)),
    [],
    'run npm run roslyn'
  )
  t.ok(names.filter((name) => !name.includes('.xml ')).length >= 150)
})

t.test('Roslyn and the list of allowed types accept every expression of the policies', async (t) => {
  const expressions = policyExpressions()
  t.ok(expressions.length >= 90)
  for (const { name, file, line } of expressions)
    for (const fixture of Object.keys(fixtures)) {
      const { dotnet = { refused: 'not answered' } } = answersOf(answers[`${name} ${fixture}`])
      t.notOk('refused' in dotnet, `${file}:${line} ${JSON.stringify(dotnet)}`)
    }
})

t.test('Roslyn or the list refuses what must be refused, and nothing else', async (t) => {
  const count = Object.values(refused).flat().length
  const found = all.filter(({ name }) => 'refused' in (answers[name] ?? {}))
  t.same(
    found.map((each) => each.name),
    all.slice(-count).map((each) => each.name)
  )
})

t.test('the interpreter answers what C# answers, on the older runtime where they differ', async (t) => {
  for (const { name, source, fixture } of all) {
    const { mono, dotnet } = answersOf(answers[name])
    const expected = mono ?? dotnet ?? {}
    t.same(evaluate(source, fixture), 'refused' in expected ? 'EXPRESSION_REFUSED' : expected, name)
  }
})

function evaluate(source: string, fixture: string): unknown {
  const chosen = fixtures[fixture]
  if (chosen === undefined) throw new Error(`no fixture ${fixture}`)
  try {
    return outcome(compile(source, { file: 'table', line: 1, column: 1 }), contextOf(chosen))
  } catch (error) {
    if (error instanceof ExpressionError) return error.code
    throw error
  }
}

function outcome(run: (context: ExpressionContext) => unknown, context: ExpressionContext): unknown {
  try {
    return describe(run(context), display)
  } catch (error) {
    const { typeName } = error as CSharpException
    return typeName === undefined ? { failure: String(error) } : { exception: typeName }
  }
}
