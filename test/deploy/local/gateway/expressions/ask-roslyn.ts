import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from '../../../../../deploy/command-line.ts'
import type { Uses } from './allowed.ts'
import type { Answer, Refusal } from './answers.ts'
import type { Case } from './cases.ts'
import { fixtures, plain } from './fixtures.ts'

const project = join(import.meta.dirname, 'roslyn/roslyn.csproj')
const program = join(import.meta.dirname, '../../../../../.local/roslyn/bin/roslyn/debug/roslyn.dll')
const env = {
  ...process.env,
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  TZ: 'UTC',
  LANG: 'C',
  LC_ALL: 'C'
}

/** What Roslyn says about each case, by name. Ends the process with a sentence where it cannot be built. */
export function askRoslyn(cases: Case[]): Record<string, Refusal | (Answer & { uses: Uses })> {
  build()
  const folder = mkdtempSync(join(tmpdir(), 'roslyn-'))
  try {
    const stubs = readFileSync(join(import.meta.dirname, 'stubs.cs'), 'utf8')
    const contexts = Object.fromEntries(Object.entries(fixtures).map(([name, each]) => [name, plain(each)]))
    const [question, answers] = [join(folder, 'question.json'), join(folder, 'answers.json')]
    writeFileSync(question, JSON.stringify({ stubs, fixtures: contexts, cases }))
    execFileSync('dotnet', [program, question, answers], { env, stdio: ['ignore', 'inherit', 'inherit'] })
    return JSON.parse(readFileSync(answers, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function build() {
  const version = spawnSync('dotnet', ['--version'], { encoding: 'utf8', env }).stdout ?? ''
  if (!(Number.parseInt(version, 10) >= 10))
    fail('Roslyn is missing: install the .NET SDK 10 or later, and have dotnet on the path.')
  const options = ['--disable-build-servers', '-verbosity:quiet', '-nologo']
  const { status, stdout } = spawnSync('dotnet', ['build', project, ...options], { encoding: 'utf8', env })
  if (status !== 0) fail(`Roslyn could not be built, for which dotnet needs NuGet or its cache:\n${stdout}`)
}
