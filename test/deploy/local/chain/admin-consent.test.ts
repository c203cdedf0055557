import t from 'tap'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { toolCall } from '../../../tool-call.ts'
import { visitor } from '../visitor.ts'

for (const gateway of [{}, false] as const) {
  t.test(
    `an administrator cures noconsent at consentUrl, ${gateway ? 'with' : 'without'} the gateway`,
    async (t) => {
      const chain = await startChain(t, { gateway })
      const token = () => chain.token({ user: 'noconsent' })
      const refused = await chain.call('/me', bearer(await token()))
      t.match(refused, { status: 403, json: { code: 'consent_required' } })

      const visit = visitor()
      const address = String(refused.json.consentUrl)
      t.match(await visit(address), { status: 200, page: /<h1>Sign in<\/h1>/ })
      t.match(await visit(address, { username: 'noconsent', consent: 'yes' }), { status: 403 })
      t.equal((await chain.call('/me', bearer(await token()))).status, 403)
      t.match(await visit(address, { username: 'admin', consent: 'yes' }), { page: /Permissions granted/ })

      t.match(await chain.call('/me', bearer(await token())), {
        status: 200,
        json: { displayName: 'Petra Lindqvist' }
      })
      const tool = await chain.call('/tools/get_my_profile', toolCall(await token()))
      t.match(tool, { status: 200, json: { displayName: 'Petra Lindqvist' } })
    }
  )
}
