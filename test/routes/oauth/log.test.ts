import { Writable } from 'node:stream'
import t from 'tap'
import { loggerOptions } from '../../../app/logger.ts'
import { startBeforeDouble } from './entra-double.ts'

t.test('nothing that a sign-in carries is in the log', async (t) => {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    }
  })
  const logger = { ...loggerOptions({ logLevel: 'trace' }), stream }
  const { app, redeem, entraAnswers } = await startBeforeDouble(t, { logger })
  const json = { 'content-type': 'application/json' }
  const forms = [
    `grant_type=authorization_code&code=C0d3&code_verifier=${'V3r1f13r'.repeat(6)}&client_secret=S3cr3t`,
    'grant_type=refresh_token&refresh_token=R3fr3sh&client_secret=S3cr3t',
    'grant_type=refresh_token&refresh_token=R3fr3sh&refresh_token=R3fr3sh',
    'grant_type=password&password=S3cr3t&username=S3cr3t'
  ]
  const authorization = `Basic ${Buffer.from('id:S3cr3t').toString('base64')}`
  for (const answer of ['{"access_token":"4ns3r"}', '<html>4ns3r']) {
    entraAnswers((response) => response.writeHead(200, json).end(answer))
    for (const form of forms) await redeem(form, { authorization })
  }
  entraAnswers((response) => response.destroy())
  for (const form of forms) await redeem(form, { authorization })
  await app.inject('/oauth/authorize?code_challenge=S3cr3t&state=S3cr3t&login_hint=S3cr3t')

  t.ok(lines.length > forms.length)
  const log = lines.join('')
  for (const secret of ['C0d3', 'V3r1f13r', 'S3cr3t', 'R3fr3sh', '4ns3r', authorization.slice(6)])
    t.notOk(log.includes(secret), secret)
})
