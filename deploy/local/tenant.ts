/** The tenant of the local chain, with its applications, managed identities and accounts. None of them is real. */

export const tenant = { id: '5d2a6c1e-8f43-4b0a-9c7d-2e61f0b3a914', domain: 'contoso.onmicrosoft.com' }

/** The app registration of the API. Swagger UI signs in with it too. */
export const apiClientId = '0b6f8d3a-41c7-4e59-a2d8-7f90c5e1b326'

/** The object id of the API's service principal. */
export const apiPrincipalId = 'd0b1e6c9-73f4-4a28-8e5d-c2f79a1046b3'

/** The user-assigned identity of the gateway, or of the service without one. The API's federated credential trusts it. */
export const managedIdentity: Identity = {
  clientId: '9e17c4b2-d05f-4a86-b3e9-18a7f6d24c50',
  principalId: 'c48e2f71-3b9d-4652-8a0e-d1579b6f3e82'
}

/** The identity of a background job without a user. Nothing trusts it. */
export const daemonIdentity: Identity = {
  clientId: '27d5a9f0-6e38-4c1b-95a4-b0e2c8f71d63',
  principalId: 'f3906b5d-a284-4d7e-8c15-64e0d2b97a18'
}

/** An agent identity, for tests of tokens that an agent calls with. */
export const agentIdentity: Identity = {
  clientId: '64b2d8f1-0c7a-4e93-8d15-b9f3a6e07c28',
  principalId: '64b2d8f1-0c7a-4e93-8d15-b9f3a6e07c28'
}

/** The public client that MCP clients and `npm run token` use. */
export const nativeClientId = '71c0e8b4-92fd-4365-ae1b-5d38a7f2c069'

/** The client of Visual Studio Code's own sign-in with Microsoft, which every tenant knows. */
export const vsCodeClientId = 'aebc6443-996d-45c2-90f0-388ff96faa56'

export const publicClientIds = [nativeClientId, vsCodeClientId]

export interface Identity {
  clientId: string
  principalId: string
}

export interface Account {
  oid: string
  username: string
  givenName: string
  surname: string
  name: string
  /** What the account is for, as the sign-in page says it. */
  about: string
  /** True for an account that is not assigned to the API's enterprise application: ASSIGNMENT_REQUIRED keeps it out. */
  unassigned?: boolean
  /** True for an account that may consent for everybody. */
  administrator?: boolean
}

export const accounts = {
  user: account('a7f4d92c-1e6b-4083-b5d9-3c70e8a2f641', 'user', 'Nancy', 'Davis', 'everything works'),
  mfa: account(
    '4b83e05f-c7d1-49a6-8e2f-90b6d4c1a735',
    'mfa',
    'Omar',
    'Haddad',
    'Conditional Access asks for a second factor'
  ),
  noconsent: account(
    'e26a91b7-5f3c-4d80-a4e7-1c8f0d6b9253',
    'noconsent',
    'Petra',
    'Lindqvist',
    'consent for Microsoft Graph is missing'
  ),
  blocked: account('83d7c5a0-b94e-4f12-9d68-e5a1720f4bc9', 'blocked', 'Ravi', 'Menon', 'Graph answers 403'),
  throttled: account(
    '1f59b8e4-07ac-4e6d-b2c3-a8d6f3951e07',
    'throttled',
    'Sofia',
    'Moretti',
    'Graph answers 429'
  ),
  unassigned: {
    ...account(
      'b60e3d74-92c5-4f1a-8d07-35fa9c1e6b28',
      'unassigned',
      'Tomas',
      'Novak',
      'not assigned to the application: ASSIGNMENT_REQUIRED=true keeps it out'
    ),
    unassigned: true
  },
  admin: {
    ...account('6cd20b97-84e1-4f3a-a05c-f7b3196e8d42', 'admin', 'Amina', 'Okoye', 'consents for everybody'),
    administrator: true
  }
}

export type AccountName = keyof typeof accounts

/** Finds an account by its short name (`user`), user principal name or object id. Case does not matter. */
export function findAccount(nameOrId: string): Account | undefined {
  const wanted = nameOrId.trim().toLowerCase()
  return Object.values(accounts).find(
    ({ oid, username }) => wanted === oid || wanted === username || wanted === username.split('@')[0]
  )
}

/** The message for a name that `findAccount` does not know. */
export function unknownAccount(name: string): string {
  return `${name} is not an account of this tenant. The accounts are ${Object.keys(accounts).join(', ')}.`
}

function account(oid: string, key: string, givenName: string, surname: string, about: string): Account {
  const username = `${key}@${tenant.domain}`
  return { oid, username, givenName, surname, name: `${givenName} ${surname}`, about }
}
