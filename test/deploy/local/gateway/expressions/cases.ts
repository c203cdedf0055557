import { fixtures } from './fixtures.ts'
import { policyExpressions } from './policies.ts'
import { table } from './table/index.ts'

export interface Case {
  name: string
  source: string
  fixture: string
}

/** Every expression of the table in the fixture `call`, and every expression of the policies in each fixture. */
export function cases(): Case[] {
  const written = Object.entries(table).flatMap(([group, sources]) =>
    sources.map(
      (source, at): Case => ({ name: `${group} ${at + 1}: ${source.slice(0, 60)}`, source, fixture: 'call' })
    )
  )
  const seen = new Set<string>()
  const deployed = policyExpressions()
    .filter(({ name, source }) => !source.includes('NewGuid') && !seen.has(name) && seen.add(name))
    .flatMap(({ name, source }) =>
      Object.keys(fixtures).map((fixture): Case => ({ name: `${name} ${fixture}`, source, fixture }))
    )
  return [...written, ...deployed]
}
