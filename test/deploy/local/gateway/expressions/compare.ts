import { readFileSync } from 'node:fs'
import { fail } from '../../../../../deploy/command-line.ts'
import {
  type CSharpException,
  compile,
  display,
  type Expression,
  ExpressionError
} from '../../../../../deploy/local/gateway/expressions/index.ts'
import { unsupported } from '../../../../../deploy/local/gateway/expressions/unsupported.ts'
import { describe } from './describe.ts'
import { contextOf, fixtures } from './fixtures.ts'

// An entry of the file has an `expression`
// and an `answer`, an `exception` or a `compileError`. It has `mono` if that runtime answers differently, and `offList` if it
// uses something that API Management does not allow.

interface Answers {
  answer?: { type: string; value: string }
  exception?: { type: string; message: string }
  compileError?: string
}

interface Case extends Answers {
  expression: string
  context: string
  mono?: Answers
  /** What the expression uses although it is not on the list of allowed types. */
  offList?: string[]
}

interface Judged {
  expression: string
  kind: 'agrees' | 'refused' | 'disagrees'
  why?: string
}

/** Compares the interpreter with a file of Roslyn's answers. The process fails if they disagree. */
export function compareWith(file: string) {
  const judged = read(file).map(judge)
  const count = (kind: Judged['kind']) => judged.filter((each) => each.kind === kind).length
  for (const { expression, why } of judged)
    if (why !== undefined) process.stdout.write(`${expression}\n  ${why}\n`)
  process.stdout.write(
    `${count('agrees')} agree, ${count('refused')} are refused as not supported, ${count('disagrees')} disagree\n`
  )
  if (count('disagrees') > 0) process.exitCode = 1
}

function judge(each: Case): Judged {
  const { expression } = each
  const run = compiled(expression)
  const isRefusedThere = each.compileError !== undefined || each.offList !== undefined
  if (typeof run === 'string') {
    if (isRefusedThere) return { expression, kind: 'agrees' }
    const isKnown = Object.values(unsupported).some((sentence) => run.includes(sentence))
    return isKnown
      ? { expression, kind: 'refused' }
      : { expression, kind: 'disagrees', why: `refused: ${run}` }
  }
  const found = JSON.stringify(outcome(run))
  if (isRefusedThere) {
    const why = each.compileError ?? `${each.offList?.join(', ')} is not on the list`
    return { expression, kind: 'disagrees', why: `${why}, but the answer is ${found}` }
  }
  const known = [each, ...(each.mono === undefined ? [] : [each.mono])].map(wanted)
  return known.includes(found)
    ? { expression, kind: 'agrees' }
    : { expression, kind: 'disagrees', why: `C# says ${known.join(' or ')}, not ${found}` }
}

function wanted({ answer, exception }: Answers): string {
  return JSON.stringify(answer ?? { exception: exception?.type })
}

function compiled(expression: string): Expression | string {
  try {
    return compile(expression, { file: 'case', line: 1, column: 1 })
  } catch (error) {
    if (!(error instanceof ExpressionError)) return `!! ${error}`
    return error.message
  }
}

function outcome(run: Expression): object {
  const { call } = fixtures
  if (call === undefined) throw new Error('no fixture call')
  try {
    return describe(run(contextOf(call)), display)
  } catch (error) {
    const { typeName } = error as CSharpException
    return typeName === undefined ? { failure: String(error) } : { exception: typeName }
  }
}

function read(file: string): Case[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return fail(`${file} is no JSON file that can be read.`)
  }
}
