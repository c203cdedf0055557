import { type Check, error, ok, skipped } from './check.ts'
import { describe } from './describe.ts'
import { remedies } from './remedies.ts'

const longestSkew = 60

export const reachability: Check[] = [
  {
    id: 'answer',
    title: 'The address answers',
    async run({ status }) {
      await status()
      return ok()
    }
  },
  {
    id: 'reachable',
    title: 'The address does not redirect',
    needs: ['answer'],
    async run({ url, status }) {
      const answer = await status()
      const location = answer.headers.get('location')
      if (answer.status < 300 || answer.status >= 400) return ok()
      return error(
        describe(answer),
        `an answer of ${url}/status`,
        `Give clients the address that answers: they do not send their token to ${location ?? 'another address'}.`
      )
    }
  },
  {
    id: 'status',
    title: '/status tells the version',
    needs: ['reachable'],
    async run({ url, status }) {
      const answer = await status()
      if (answer.status === 200 && typeof answer.json.version === 'string')
        return ok(`version ${answer.json.version}`)
      return error(
        describe(answer),
        `200 with JSON and a version from ${url}/status`,
        remedies.get(String(answer.json.code)) ??
          'Check that --url ends with the path of the API in API Management, usually /api; then look at its service URL, and at the log of the Container App.'
      )
    }
  },
  {
    id: 'clock',
    title: 'The clocks agree',
    needs: ['reachable'],
    async run({ status }) {
      const { skewSeconds } = await status()
      if (skewSeconds === undefined) return skipped('the answer has no Date header')
      if (Math.abs(skewSeconds) <= longestSkew) return ok()
      return error(
        `the Date header is ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'ahead of' : 'behind'} this machine`,
        `at most ${longestSkew} s`,
        'Set the clock of this machine from a time server. Where clocks differ, tokens seem expired or not yet valid.'
      )
    }
  },
  {
    id: 'openapi',
    title: '/openapi.json is published',
    needs: ['status'],
    async run({ ask, url }) {
      const answer = await ask(`${url}/openapi.json`)
      if (answer.status === 200 && typeof answer.json.openapi === 'string') return ok()
      return error(
        describe(answer),
        `200 with the OpenAPI document from ${url}/openapi.json`,
        'Import deploy/azure/openapi.json again, and give the operation get-openapi its policy.'
      )
    }
  },
  {
    id: 'docs',
    title: '/docs is published',
    needs: ['status'],
    async run({ ask, url }) {
      const answer = await ask(`${url}/docs`)
      if (answer.status === 200 && /html/.test(answer.headers.get('content-type') ?? '')) return ok()
      return error(
        describe(answer),
        `200 with a page from ${url}/docs`,
        'Import deploy/azure/openapi.json again, and give the operation get-docs its policy.'
      )
    }
  }
]
