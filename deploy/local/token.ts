import { ConfigError } from '../../app/config.ts'
import { parseObject } from '../../app/json-object.ts'
import { fail, readCommandLine } from '../command-line.ts'
import { readEntraPort } from './ports.ts'
import { signIn } from './sign-in.ts'
import { accounts, apiClientId, findAccount, nativeClientId, tenant, unknownAccount } from './tenant.ts'

const { user, scope, claims, app } = readCommandLine({
  about: 'Prints an access token for this API from the local Entra, which "npm start" runs.',
  usage: 'npm run --silent token -- [options]',
  options: {
    user: {
      type: 'string',
      value: 'NAME',
      about: `the account that signs in: ${Object.keys(accounts).join(', ')} (user unless given)`
    },
    scope: {
      type: 'string',
      value: 'SCOPE',
      about: 'a scope to ask for, such as access_as_user (all that are granted unless given)',
      multiple: true
    },
    claims: {
      type: 'string',
      value: 'JSON',
      about: 'the claims to ask for, as a challenge of the API names them'
    },
    app: { type: 'boolean', about: 'a token of an application without a user' }
  }
})
if (app && (user ?? scope ?? claims)) fail('--app stands alone: an application signs no user in.')
console.log(app ? await applicationToken() : await userToken(user, scope, claims))

async function userToken(user = 'user', scopes = ['.default'], claims?: string): Promise<string> {
  if (!findAccount(user)) fail(unknownAccount(user))
  if (claims !== undefined && !parseObject(claims)) {
    fail(
      `--claims must be a JSON object, such as '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'.`
    )
  }
  const { access_token } = await askEntra((entraUrl) =>
    signIn({
      entraUrl,
      tenantId: tenant.id,
      clientId: nativeClientId,
      redirectUri: 'http://localhost',
      user,
      scopes: scopes.map((scope) => (scope.includes('/') ? scope : `api://${apiClientId}/${scope}`)),
      ...(claims && { claims })
    })
  )
  return access_token
}

/** The token of the background job that this machine stands for: on loopback it needs no secret. */
async function applicationToken(): Promise<string> {
  const query = new URLSearchParams({ 'api-version': '2018-02-01', resource: apiClientId })
  const { access_token } = await askEntra(async (entraUrl) => {
    const response = await fetch(`${entraUrl}/metadata/identity/oauth2/token?${query}`, {
      headers: { metadata: 'true' }
    })
    return (await response.json()) as { access_token?: string }
  })
  if (!access_token) fail('The local Entra gave no token to the application.')
  return access_token
}

/** Asks the local Entra where there is one; what it refuses becomes the sentence that ends the command. */
async function askEntra<T>(ask: (entraUrl: string) => Promise<T>): Promise<T> {
  const port = entraPort()
  const entraUrl = `http://localhost:${port}`
  const answer = await fetch(`${entraUrl}/${tenant.id}/v2.0/.well-known/openid-configuration`).catch(
    () => undefined
  )
  if (!answer) {
    fail(
      `The local Entra does not answer on port ${port}: run npm start first, or set ENTRA_PORT to the port that it prints.`
    )
  }
  if (!parseObject(await answer.text())?.issuer) {
    fail(`What answers on port ${port} is not the local Entra: set ENTRA_PORT to its port.`)
  }
  try {
    return await ask(entraUrl)
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
}

function entraPort(): number {
  try {
    return readEntraPort(process.env)
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message)
    throw error
  }
}
