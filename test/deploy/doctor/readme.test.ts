import { readFileSync } from 'node:fs'
import t from 'tap'
import { problems } from '../../../app/problems/codes.ts'

const readme = readFileSync(new URL('../../../deploy/doctor/README.md', import.meta.url), 'utf8')

t.test('the page has one row for each error code, and a cure in it', async (t) => {
  const section = readme.split('\n## ').find((part) => part.startsWith('Error codes')) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  t.strictSame(rows.map((row) => row.split('`')[1]).sort(), Object.keys(problems).sort())
  for (const row of rows) t.match(row, /\| (caller|user|operator|administrator): .+ \|$/)
})
