import t from 'tap'
import { uniqueString } from '../../../deploy/azure/unique-string.ts'

// Answers of `bicep snapshot`, for each length of the rest after whole words of eight bytes.
const answers = {
  '': 'aaaaaaaaaaaaa',
  a: 'eveiun73364hy',
  ab: 'twldla3s3qb3q',
  abc: 'cgtzqvhu4i23s',
  abcd: '2vkzoblxv4fya',
  abcde: '5a3qs7ylzrs64',
  abcdef: 'rmkkamh3kazwq',
  abcdefg: 'logmp4qgzfm46',
  abcdefgh: 'q7ncvd5x2rx4e',
  abcdefghi: 'zignisl6otg3u'
}

t.test('a unique string is the one that Azure makes', async (t) => {
  for (const [value, unique] of Object.entries(answers)) t.equal(uniqueString(value), unique, value)
})

t.test('several values are joined as Azure joins them', async (t) => {
  const subscription = '/subscriptions/22222222-2222-4222-8222-222222222222'
  t.equal(uniqueString(subscription, 'dev', 'westeurope'), 'ciofjwjcpn7gc')
})
