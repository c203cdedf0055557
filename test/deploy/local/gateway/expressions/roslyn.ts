import { readFileSync } from 'node:fs'
import { fail, readCommandLine } from '../../../../../deploy/command-line.ts'
import { loadGrammar } from '../../../../../deploy/local/gateway/expressions/index.ts'
import { type AllowList, notAllowed, notListed, type Uses } from './allowed.ts'
import { type Answer, differingAnswers, type Refusal, writeAnswers } from './answers.ts'
import { askRoslyn } from './ask-roslyn.ts'
import { cases, casesOfRoslyn } from './cases.ts'
import { compareWith } from './compare.ts'

const options = readCommandLine({
  about: `Has Roslyn, C#'s own compiler, judge and answer the policy expressions, and writes its answers for the tests to compare with.
It needs the .NET SDK 10, and NuGet the first time.`,
  usage: 'npm run roslyn -- [options]',
  options: {
    check: { type: 'boolean', about: 'compares the answers with those that are written' },
    allowed: {
      type: 'string',
      value: 'FILE',
      about: 'compares what is allowed with a list of types and members, as JSON'
    },
    answers: {
      type: 'string',
      value: 'FILE',
      about: 'only compares the interpreter with the expressions and answers of a file, as JSON'
    }
  }
})

await loadGrammar()
if (options.answers !== undefined) compareWith(options.answers)
else judge(options.check === true)

function judge(onlyChecks: boolean) {
  const all = [...cases(), ...casesOfRoslyn()]
  const names = all.map((each) => each.name)
  const found = askRoslyn(all)
  const answers = Object.fromEntries(Object.entries(found).map(([name, each]) => [name, judged(each)]))
  if (options.allowed !== undefined) compareAllowed(found, read(options.allowed))
  const differing = onlyChecks ? differingAnswers(names, 'dotnet', answers) : []
  if (!onlyChecks) writeAnswers(names, 'dotnet', answers)
  complain("Roslyn's answers differ from answers.json", differing)
  process.stdout.write(`${names.length} answers\n`)
}

/** The answer, or a refusal if the expression uses what is not allowed. */
function judged(found: Refusal | (Answer & { uses: Uses })): Answer | Refusal {
  if ('refused' in found) return found
  const { uses, ...answer } = found
  const refused = notAllowed(uses)
  return refused.length > 0 ? { refused: refused.join(', ') } : answer
}

function compareAllowed(found: ReturnType<typeof askRoslyn>, list: AllowList) {
  const differing = Object.entries(found).flatMap(([name, each]) => {
    if ('refused' in each) return []
    const [ours, theirs] = [notAllowed(each.uses), notListed(each.uses, list)]
    return JSON.stringify(ours) === JSON.stringify(theirs)
      ? []
      : [`${name}\n  refused here: ${ours}\n  not listed: ${theirs}`]
  })
  complain('What is allowed differs from the list', differing)
}

function complain(about: string, differing: string[]) {
  if (differing.length === 0) return
  process.stderr.write(`${about}:\n${differing.join('\n')}\n`)
  process.exitCode = 1
}

function read(path: string): AllowList {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return fail(`${path} is no JSON file that can be read.`)
  }
}
