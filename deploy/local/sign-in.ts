export interface SignInOptions {
  entraUrl: string
  tenantId: string
  clientId: string
  user: string
  scopes: string[]
  claims?: string
  redirectUri: string
}

export interface SignedIn {
  access_token: string
  id_token?: string
  refresh_token?: string
  expires_in: number
}

export async function signIn(_options: SignInOptions): Promise<SignedIn> {
  throw new Error('not yet')
}
