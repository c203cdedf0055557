import { parseArgs } from 'node:util'
import { apiClientId, nativeClientId, tenant } from './accounts.ts'
import { signIn } from './sign-in.ts'

const usage = 'npm run --silent token -- [--user NAME] [--scope SCOPE]... [--app] [--claims JSON]'
const port = process.env.ENTRA_PORT ?? '8090'
const entraUrl = `http://localhost:${port}`

try {
  console.log(await obtainToken())
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}

async function obtainToken(): Promise<string> {
  const { values } = parseArgs({
    options: {
      user: { type: 'string', default: 'user' },
      scope: { type: 'string', multiple: true, default: ['.default'] },
      claims: { type: 'string' },
      app: { type: 'boolean', default: false }
    }
  })
  if (values.app) return obtainAppToken()

  const { access_token } = await signIn({
    entraUrl,
    tenantId: tenant.id,
    clientId: nativeClientId,
    redirectUri: 'http://localhost',
    user: values.user,
    scopes: values.scope.map((scope) => (scope.includes('/') ? scope : `api://${apiClientId}/${scope}`)),
    ...(values.claims && { claims: values.claims })
  })
  return access_token
}

/** Asks as the background job that this machine stands for: no secret is needed on loopback. */
async function obtainAppToken(): Promise<string> {
  const query = new URLSearchParams({ 'api-version': '2018-02-01', resource: apiClientId })
  const response = await fetch(`${entraUrl}/metadata/identity/oauth2/token?${query}`, {
    headers: { metadata: 'true' }
  })
  const body = (await response.json()) as { access_token: string }
  return body.access_token
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message === 'fetch failed') {
    return `The local Entra does not answer on port ${port}: run npm start first, or set ENTRA_PORT.`
  }
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    ? `${error.message}\n${usage}`
    : error.message
}
