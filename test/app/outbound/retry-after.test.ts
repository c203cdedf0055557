import t from 'tap'
import { retryAfterSeconds } from '../../../app/outbound/retry-after.ts'

const cases: [title: string, header: string | string[] | undefined, seconds: number][] = [
  ['seconds', '17', 17],
  ['no header', undefined, 5],
  ['several headers', ['17', '18'], 5],
  ['nothing', '', 5],
  ['words', 'in a while', 5],
  ['zero', '0', 1],
  ['a day', '86400', 300],
  ['more than a number holds', '9'.repeat(400), 300],
  ['a date gone by', 'Sun, 06 Nov 1994 08:49:37 GMT', 1],
  ['a date far ahead', 'Fri, 31 Dec 2999 23:59:59 GMT', 300]
]

for (const [title, header, seconds] of cases) {
  t.test(`${title}: ${seconds} seconds`, async (t) => {
    t.equal(retryAfterSeconds(header), seconds)
  })
}

t.test('a date ahead is the whole seconds until then', async (t) => {
  const seconds = retryAfterSeconds(new Date(Date.now() + 90_000).toUTCString())
  t.ok(seconds === 89 || seconds === 90, `${seconds} seconds`)
})
