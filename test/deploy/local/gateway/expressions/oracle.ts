import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, readCommandLine } from '../../../../../deploy/command-line.ts'
import { loadGrammar } from '../../../../../deploy/local/gateway/expressions/index.ts'
import { type Answer, differingAnswers, writeAnswers } from './answers.ts'
import { cases, casesOfRoslyn } from './cases.ts'
import { fixtures, plain } from './fixtures.ts'

const newtonsoft = '/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll'

const packages = 'mono-mcs, mono-runtime and libnewtonsoft-json5.0-cil'
const { check: onlyChecks } = readCommandLine({
  about: `Asks mono's C# compiler what the policy expressions mean, and writes its answers for the tests to compare with.
It needs Debian's ${packages}.`,
  usage: 'npm run oracle -- [options]',
  options: { check: { type: 'boolean', about: 'compares the answers with those that are written' } }
})
if (!findsMono()) fail(`The compiler is missing: install ${packages}, with mcs and mono on the path.`)
await loadGrammar()
const all = cases()
const names = [...all, ...casesOfRoslyn()].map((each) => each.name)
const answers = ask()
if (onlyChecks) check()
else writeAnswers(names, 'mono', answers)
process.stdout.write(`${Object.keys(answers).length} answers\n`)

function findsMono(): boolean {
  const finds = (program: string) => spawnSync(program, ['--version']).status === 0
  return existsSync(newtonsoft) && ['mcs', 'mono'].every(finds)
}

function check() {
  const differing = differingAnswers(names, 'mono', answers)
  if (differing.length === 0) return
  process.stderr.write(`The compiler's answers differ from answers.json:\n${differing.join('\n')}\n`)
  process.exitCode = 1
}

function ask(): Record<string, Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'))
  try {
    writeFileSync(join(folder, 'oracle.cs'), program())
    writeFileSync(
      join(folder, 'fixtures.json'),
      JSON.stringify(Object.fromEntries(Object.entries(fixtures).map(([name, each]) => [name, plain(each)])))
    )
    execFileSync('cp', [newtonsoft, folder])
    const options = [
      '-langversion:7',
      '-nowarn:1998,0162,0164,0219,0168,0253,0252,1030,1717',
      '-out:oracle.exe',
      `-r:${newtonsoft}`,
      'oracle.cs'
    ]
    execFileSync('mcs', options, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })
    const env = { ...process.env, TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }
    execFileSync('mono', ['oracle.exe', 'fixtures.json', 'answers.json'], { cwd: folder, env })
    return JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function program(): string {
  const methods = all.map(({ source }, at) => `  static object E${at}(IContext context) ${bodyOf(source)}`)
  const calls = all.map(
    ({ name, fixture }, at) =>
      `    Oracle.Answer(${JSON.stringify(name)}, ${JSON.stringify(fixture)}, E${at}, fixtures, answers);`
  )
  return `${readFileSync(join(import.meta.dirname, 'stubs.cs'), 'utf8')}
public static class Program {
${methods.join('\n')}
  public static void Main(string[] args) {
    var fixtures = JsonConvert.DeserializeObject<JObject>(File.ReadAllText(args[0]), Oracle.Plain);
    var answers = new JObject();
${calls.join('\n')}
    File.WriteAllText(args[1], answers.ToString(Formatting.None));
  }
}
`
}

function bodyOf(source: string): string {
  return source.startsWith('@{') ? source.slice(1) : `{ return (object)${source.slice(1)}; }`
}
