import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The value of an expression as C# writes it, or the exception that it throws. */
export type Answer = { type: string; value: string } | { exception: string }

/** Why an expression is refused: errors of the compiler, or what is not on the list of allowed types. */
export interface Refusal {
  refused: string
}

type Runtime = 'mono' | 'dotnet'
type Both = Partial<Record<Runtime, Answer | Refusal>>

/** What `answers.json` has for an expression: one answer where both runtimes agree, else each answer under its runtime. */
export type Entry = Answer | Refusal | Both

const file = join(import.meta.dirname, 'answers.json')

export function readAnswers(): Record<string, Entry> {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** The answer of each runtime. A refusal is Roslyn's alone; mono lacks parts of C# 7.3 and is not asked about them. */
export function answersOf(entry: Entry | undefined): Both {
  if (entry === undefined) return {}
  if ('refused' in entry) return { dotnet: entry }
  return 'type' in entry || 'exception' in entry ? { mono: entry, dotnet: entry } : entry
}

/** Writes what one runtime answers to these expressions, and drops the expressions that are gone. */
export function writeAnswers(names: string[], runtime: Runtime, answers: Record<string, Answer | Refusal>) {
  writeFileSync(file, `${JSON.stringify(merge(names, runtime, answers), null, 2)}\n`)
}

/** The expressions to which the runtime answers something else than is written. */
export function differingAnswers(
  names: string[],
  runtime: Runtime,
  answers: Record<string, Answer | Refusal>
): string[] {
  const [known, found] = [readAnswers(), merge(names, runtime, answers)]
  return [...new Set([...Object.keys(known), ...names])].filter(
    (name) => JSON.stringify(known[name]) !== JSON.stringify(found[name])
  )
}

function merge(names: string[], runtime: Runtime, answers: Record<string, Answer | Refusal>) {
  const known = readAnswers()
  return Object.fromEntries(
    names.map((name) => [name, entryOf({ ...answersOf(known[name]), [runtime]: answers[name] })])
  )
}

function entryOf({ mono, dotnet }: Both): Entry {
  if (dotnet !== undefined && 'refused' in dotnet) return dotnet
  if (mono !== undefined && JSON.stringify(mono) === JSON.stringify(dotnet)) return mono
  return { ...(mono && { mono }), ...(dotnet && { dotnet }) }
}
