import t from 'tap'
import { prepared, skip, succeeds } from './rehearsal.ts'

t.test('azd up works at the first attempt', { skip, timeout: 300_000 }, async (t) => {
  const rehearsal = await prepared(t)
  await succeeds(rehearsal)
  t.match(rehearsal.said.at(-1), /^the doctor: \d+ ok, \d+ warnings?, 0 errors/)
})
