import { fixtures } from './fixtures.ts'
import { policyExpressions } from './policies.ts'
import { refused } from './refused.ts'
import { csharp7 } from './table/csharp7.ts'
import { table } from './table/index.ts'

export interface Case {
  name: string
  source: string
  fixture: string
}

/** Every expression of the table in the fixture `call`, and every expression of the policies in each fixture. */
export function cases(): Case[] {
  const seen = new Set<string>()
  const deployed = policyExpressions()
    .filter(({ name }) => !seen.has(name) && seen.add(name))
    .flatMap(({ name, source }) =>
      Object.keys(fixtures).map((fixture): Case => ({ name: `${name} ${fixture}`, source, fixture }))
    )
  return [...written(table), ...deployed]
}

/** The expressions that only Roslyn judges: what mono's compiler lacks, and what must be refused. */
export function casesOfRoslyn(): Case[] {
  return [...written({ csharp7 }), ...written(refused)]
}

function written(groups: Record<string, string[]>): Case[] {
  return Object.entries(groups).flatMap(([group, sources]) =>
    sources.map((source, at) => ({
      name: `${group} ${at + 1}: ${source.slice(0, 60)}`,
      source,
      fixture: 'call'
    }))
  )
}
