import { type Answer, NoAnswer } from './ask.ts'
import { type Check, error, ok, skipped } from './check.ts'
import { describe } from './describe.ts'

export const gatewayOnly: Check[] = [
  {
    id: 'gateway-only',
    title: 'The service answers only the gateway',
    needs: ['answer'],
    async run({ ask, serviceUrl, url }) {
      if (!serviceUrl) {
        return skipped(
          'needs --service-url: the address of the Container App, from `az containerapp show --query properties.configuration.ingress.fqdn`'
        )
      }
      if (serviceUrl === url) return skipped('the service is called directly: it has no gateway')
      const answer = await ask(`${serviceUrl}/status`).catch((failure: unknown): Answer | NoAnswer => {
        if (failure instanceof NoAnswer) return failure
        throw failure
      })
      if (answer instanceof NoAnswer) {
        return skipped(
          `nothing answers from here, which is right for an internal environment (${answer.message})`
        )
      }
      if (answer.status === 403 && answer.json.code === 'gateway_required') return ok()
      return error(
        `${describe(answer)} from ${serviceUrl}/status`,
        '403 gateway_required',
        'Set GATEWAY_PRINCIPAL_ID of the service to the object id of the identity of API Management. Its value "any" lets everyone call past the limits of the gateway.'
      )
    }
  }
]
