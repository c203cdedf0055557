import t from 'tap'
import { readChallenge } from '../../../deploy/doctor/bearer-challenge.ts'

for (const [header, parameters] of [
  ['Bearer scope="a b", resource_metadata="https://x/y"', { scope: 'a b', resource_metadata: 'https://x/y' }],
  ['bearer error=invalid_token , scope = "a"', { error: 'invalid_token', scope: 'a' }],
  ['Bearer realm="say \\"hi\\", Basic"', { realm: 'say "hi", Basic' }],
  ['Bearer realm="not closed, scope=', { realm: 'not closed, scope=' }],
  ['Bearer', {}],
  ['Basic realm="a"', undefined],
  ['Basic YWJj==', undefined],
  ['Bearer scope="a", Basic realm="b"', undefined],
  ['', undefined],
  [null, undefined]
] as const) {
  t.test(`reads ${header}`, async (t) => {
    t.strictSame(readChallenge(header), parameters)
  })
}
