import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Schema } from '../../../../deploy/local/gateway/pipeline/schema.ts'
import { policies } from '../../../../deploy/local/gateway/policies/index.ts'
import { unsupportedPolicies } from '../../../../deploy/local/gateway/policies/unsupported-policies.ts'

const folder = join(import.meta.dirname, '../../../../deploy/local/gateway')
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

t.test('the page lists every policy of the code once, in alphabetical order', async (t) => {
  const rows = rowsOf('Policies')
  const names = rows.map(([name = '']) => name.replaceAll('`', ''))
  t.strictSame(names, [...policies.keys(), ...unsupportedPolicies].sort())
  for (const [name = '', here = ''] of rows.map((row) => row.map((cell) => cell.replaceAll('`', ''))))
    t.match(here, policies.has(name) ? /^(runs|recorded)$/ : /^refused$/, name)
})

t.test('the page names exactly the attributes and children that a policy does not support', async (t) => {
  for (const [name = '', , remark = ''] of rowsOf('Policies')) {
    const policy = policies.get(name.replaceAll('`', ''))
    if (!policy) continue
    const [list = ''] = remark.split(';')
    const named = [...list.matchAll(/`([^`]+)`/g)].map(([, each]) => each)
    t.strictSame(named.sort(), unsupportedIn(policy.schema, policy.name).sort(), name)
  }
})

t.test('the file of a recorded policy imports nothing that sends', async (t) => {
  const recorded = rowsOf('Policies').filter(([, here]) => here === 'recorded')
  t.ok(recorded.length > 0)
  for (const [name = ''] of recorded) {
    const source = readFileSync(join(folder, 'policies', `${name.replaceAll('`', '')}.ts`), 'utf8')
    t.notMatch(source, /send|gateway\./, name)
  }
})

t.test('the page lists the rooms of the gateway', async (t) => {
  const rooms = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  t.strictSame(
    rowsOf('Rooms')
      .map(([room]) => room)
      .sort(),
    rooms.map(({ name }) => `\`${name}/\``).sort()
  )
})

t.test('each policy has the file name that the page prescribes', async (t) => {
  const files = readdirSync(join(folder, 'policies'))
  for (const name of policies.keys()) t.ok(files.includes(`${name}.ts`), name)
})

/** The cells of the table under a heading, without the head row. */
function rowsOf(heading: string) {
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| (.*) \|$/gm)].slice(1).map(([, row = '']) => row.split(/ ?\| ?/))
}

/** The unsupported names of a policy's schema and of its children, except children that are policies themselves. */
function unsupportedIn({ unsupported = [], children = {} }: Schema, self: string): string[] {
  const inside = Object.entries(children).filter(([name]) => name === self || !policies.has(name))
  return [...unsupported, ...inside.flatMap(([, { schema }]) => unsupportedIn(schema, self))]
}
