import { ManagedIdentityCredential } from '@azure/identity'
import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import t from 'tap'
import {
  accounts,
  apiClientId,
  managedIdentity,
  nativeClientId,
  tenant
} from '../../../../deploy/local/tenant.ts'
import { browse } from '../../../browse.ts'
import { localEntra, secret, userScope } from '../local-entra.ts'
import { msalOver } from '../msal.ts'

const { entra, base, signIn } = await localEntra(t)

t.test('MSAL exchanges a token on behalf of a user, by secret and by managed identity', async (t) => {
  process.env.IDENTITY_ENDPOINT = entra.identityEndpoint
  process.env.IDENTITY_HEADER = entra.identityHeader
  const identity = new ManagedIdentityCredential({ clientId: managedIdentity.clientId })
  const clientAssertion = async () => (await identity.getToken('api://AzureADTokenExchange/.default')).token
  const { access_token } = await signIn('user')

  for (const proof of [{ clientSecret: secret }, { clientAssertion }]) {
    const application = new ConfidentialClientApplication(
      await msalOver(base, { clientId: apiClientId, ...proof })
    )
    const result = await application.acquireTokenOnBehalfOf({
      oboAssertion: access_token,
      scopes: ['https://graph.microsoft.com/User.Read']
    })
    t.match(result, {
      tokenType: 'Bearer',
      scopes: ['https://graph.microsoft.com/User.Read'],
      tenantId: tenant.id
    })
    t.equal(result?.account?.localAccountId, accounts.user.oid)
  }
})

t.test('MSAL recognises the refusals', async (t) => {
  const application = new ConfidentialClientApplication(
    await msalOver(base, { clientId: apiClientId, clientSecret: secret })
  )
  const exchange = async (user: string) =>
    application.acquireTokenOnBehalfOf({
      oboAssertion: (await signIn(user)).access_token,
      scopes: ['https://graph.microsoft.com/.default']
    })
  await t.rejects(exchange('mfa'), { name: 'InteractionRequiredAuthError', claims: /"acrs"/ })
  await t.rejects(exchange('noconsent'), { name: 'InteractionRequiredAuthError', message: /65001/ })
})

t.test('MSAL signs a person in interactively, and renews silently', async (t) => {
  const application = new PublicClientApplication(await msalOver(base, { clientId: nativeClientId }))
  const result = await application.acquireTokenInteractive({
    scopes: [userScope],
    openBrowser: async (url) => browse(url.replace('https:', 'http:'))
  })
  t.match(result.account, {
    username: accounts.user.username,
    homeAccountId: `${accounts.user.oid}.${tenant.id}`
  })
  if (!result.account) return
  const renewed = await application.acquireTokenSilent({
    account: result.account,
    scopes: [userScope],
    forceRefresh: true
  })
  t.not(renewed.accessToken, result.accessToken)
})
