import { Type } from '@sinclair/typebox'
import { decodeJwt } from 'jose'
import t from 'tap'
import { defineTool } from '../../../../app/tools/tool.ts'
import { apiClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { answerOf } from '../local-entra.ts'

const clientSecret = 'a secret of the test'
const empty = Type.Object({}, { title: 'Empty', additionalProperties: false })
const listNotes = defineTool({
  name: 'list_notes',
  title: 'List notes',
  description: 'Lists notes.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: empty,
  output: empty,
  apiScope: 'tools.notes.read',
  graphScopes: ['Notes.Read'],
  run: () => ({})
})

t.test("a new tool's scopes are registered and consented to, and no others", async (t) => {
  const chain = await startChain(t, {
    gateway: false,
    tools: [listNotes],
    environment: { CLIENT_SECRET: clientSecret }
  })
  const assertion = await chain.token({ scopes: ['access_as_user', 'tools.notes.read'] })
  t.equal(decodeJwt(assertion).scp, 'access_as_user tools.notes.read')
  await t.rejects(chain.token({ scopes: ['tools.mail.read'] }), { message: /AADSTS650053/ })

  const exchange = (scope: string) =>
    answerOf(
      fetch(chain.config.tokenEndpoint, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          client_id: apiClientId,
          client_secret: clientSecret,
          requested_token_use: 'on_behalf_of',
          assertion,
          scope
        })
      })
    )
  const everything = await exchange('https://graph.microsoft.com/.default')
  t.equal(decodeJwt(String(everything.body.access_token)).scp, 'Notes.Read')
  t.equal((await exchange('Notes.Read')).status, 200)
  t.match(await exchange('Mail.Read'), {
    status: 400,
    body: { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] }
  })
})

t.test('without Graph permissions there is nothing to exchange for', async (t) => {
  const { graphScopes, ...tool } = listNotes
  const chain = await startChain(t, {
    gateway: false,
    tools: [tool],
    environment: { CLIENT_SECRET: clientSecret }
  })
  const { status, json } = await chain.call('/me', bearer(await chain.token()))
  t.match({ status, json }, { status: 403, json: { code: 'consent_required' } })
})

for (const [title, gateway] of [
  ['behind the gateway', {}],
  ['without a gateway', false]
] as const) {
  t.test(`a registration for v1.0 tokens works with ACCEPT_V1_TOKENS to the end, ${title}`, async (t) => {
    const environment = { ACCEPT_V1_TOKENS: 'true', CLIENT_SECRET: clientSecret }
    const chain = await startChain(t, { gateway, environment })
    for (const scope of ['access_as_user', chain.config.scopeUri('access_as_user')]) {
      const token = await chain.token({ scopes: [scope] })
      t.match(decodeJwt(token), { iss: `https://sts.windows.net/${tenant.id}/`, ver: '1.0' })
      const { status, json } = await chain.call('/me', bearer(token))
      t.match({ status, json }, { status: 200, json: { displayName: 'Nancy Davis' } }, scope)
    }
  })
}
