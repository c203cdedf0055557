import { readFileSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { problems } from '../../app/problems/codes.ts'

const xml = readFileSync(join(import.meta.dirname, '../../apim-policies/fragments/problem.xml'), 'utf8')
const rows = [...xml.matchAll(/\{ "(\w+)", new\[\] \{ "(\d+)", "([^"]+)", ("(?:[^"\\]|\\.)*") \} \}/g)]

t.test('every row of the table of problems is read here', async (t) => {
  t.equal(rows.length, xml.match(/", new\[\] \{/g)?.length)
  t.ok(rows.length > 10)
})

for (const [, code = '', status, title, detail = ''] of rows) {
  t.test(`${code} means the same from the gateway and from the service`, async (t) => {
    const own = Object.entries(problems).find(([name]) => name === code)?.[1]
    t.same({ status: Number(status), detail: JSON.parse(detail) }, own)
    t.equal(title, STATUS_CODES[Number(status)])
  })
}
