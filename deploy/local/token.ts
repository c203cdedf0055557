import { existsSync, readFileSync } from 'node:fs'
import { ConfigError } from '../../app/config.ts'
import { parseObject } from '../../app/json-object.ts'
import { fail, readCommandLine } from '../command-line.ts'
import { authorityFile, readEntraHttps, trustAuthority } from './entra-https.ts'
import { readEntraPort } from './ports.ts'
import { signIn } from './sign-in.ts'
import { accounts, apiClientId, findAccount, nativeClientId, tenant, unknownAccount } from './tenant.ts'

const { app, ...signInOptions } = readCommandLine({
  about: 'Prints an access token for this API from the local Entra, which "npm start" runs.',
  usage: 'npm run --silent token -- [options]',
  options: {
    user: {
      type: 'string',
      value: 'NAME',
      about: `the account that signs in: ${Object.keys(accounts).join(', ')} (default: user)`
    },
    scope: {
      type: 'string',
      value: 'SCOPE',
      about: 'a scope to ask for, such as access_as_user (default: all that are granted)',
      multiple: true
    },
    claims: {
      type: 'string',
      value: 'JSON',
      about: 'the claims to ask for, as the API returns them in a challenge'
    },
    app: { type: 'boolean', about: 'print a token of an application, without a user' }
  }
})
if (app && Object.values(signInOptions).some((value) => value !== undefined)) {
  fail('--app stands alone: the token has no user. Leave out the other options.')
}
console.log(app ? await applicationToken() : await userToken(signInOptions))

interface SignInChoices {
  user?: string | undefined
  scope?: string[] | undefined
  claims?: string | undefined
}

async function userToken({
  user = 'user',
  scope: scopes = ['.default'],
  claims
}: SignInChoices): Promise<string> {
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

/** A token of the background job: the local Entra gives it to any process on this machine, without a secret. */
async function applicationToken(): Promise<string> {
  const query = new URLSearchParams({ 'api-version': '2018-02-01', resource: apiClientId })
  const { access_token } = await askEntra(async (entraUrl) => {
    const response = await fetch(`${entraUrl}/metadata/identity/oauth2/token?${query}`, {
      headers: { metadata: 'true' }
    })
    return (await response.json()) as { access_token?: string }
  })
  if (!access_token)
    fail('The local Entra gave no token to the application. Look at the output of npm start.')
  return access_token
}

/** Asks the local Entra. A missing Entra or a refusal ends the command with a message. */
async function askEntra<T>(ask: (entraUrl: string) => Promise<T>): Promise<T> {
  const { port, https } = readEnvironment()
  const entraUrl = `${https ? 'https' : 'http'}://localhost:${port}`
  if (https) trustEntra(port)
  const answer = await fetch(`${entraUrl}/${tenant.id}/v2.0/.well-known/openid-configuration`).catch(
    () => undefined
  )
  if (!answer) {
    fail(
      `The local Entra does not answer on port ${port}: run npm start first, or set ENTRA_PORT to the port that it prints, and ENTRA_HTTPS=true if it prints that Entra ID serves https.`
    )
  }
  if (!parseObject(await answer.text())?.issuer) {
    fail(
      `What answers on port ${port} is not the local Entra: set ENTRA_PORT to the port that npm start printed.`
    )
  }
  try {
    return await ask(entraUrl)
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
}

function readEnvironment(): { port: number; https: boolean } {
  try {
    return { port: readEntraPort(process.env), https: readEntraHttps(process.env) }
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message)
    throw error
  }
}

/** Trusts the certificate authority that `npm start` has written for this port. */
function trustEntra(port: number): void {
  const file = authorityFile(port)
  if (!existsSync(file)) {
    fail(
      `There is no ${file}: run ENTRA_HTTPS=true npm start first, or set ENTRA_PORT to the port that it prints.`
    )
  }
  trustAuthority(readFileSync(file, 'utf8'))
}
