import t from 'tap'
import { freePort } from '../../../deploy/local/free-port.ts'
import { startChain } from '../../chain.ts'
import { userClaims } from '../../user-claims.ts'
import { addToken, conformance } from './conformance/run.ts'
import { tools } from './conformance/tools.ts'

for (const [registry, options] of Object.entries({ fixture: { tools }, product: {} })) {
  t.test(
    `the official suite fails where it must and nowhere else, with the tools of the ${registry}`,
    async (t) => {
      const port = await freePort()
      const url = `http://localhost:${port}`
      const { entra, config, serviceUrl } = await startChain(t, {
        gateway: false,
        environment: { APIM_GATEWAY_URL: url },
        ...options
      })
      await addToken(t, port, serviceUrl, await entra.sign(userClaims(config)))
      for (const revision of ['2026-07-28', '2025-11-25']) {
        t.equal(await conformance(t, `${url}/mcp`, revision, `${registry}-${revision}`), undefined, revision)
      }
      const [latest, second] = ['2026-07-28', `${url}/oauth/mcp`]
      t.equal(await conformance(t, second, latest, `${registry}-${latest}`), undefined, 'the second address')
    }
  )
}
