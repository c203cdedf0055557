import type { Subject } from './subject.ts'

/** The S256 of a verifier that nobody knows: no code is ever redeemed. */
export const someChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

/**
 * What Entra has against an authorization request, as the AADSTS number of its answer; undefined where it has nothing, or
 * says so only after a sign-in. The request is silent, so that Entra answers at once instead of with its sign-in page.
 */
export async function refusalOf(
  { ask, signIn }: Pick<Subject, 'ask' | 'signIn'>,
  parameters: { client_id: string; redirect_uri: string; scope: string; resource?: string }
): Promise<string | undefined> {
  const endpoint = String((await signIn())?.json.authorization_endpoint)
  const { headers, text } = await ask(endpoint, {
    query: {
      response_type: 'code',
      code_challenge: someChallenge,
      code_challenge_method: 'S256',
      prompt: 'none',
      ...parameters
    }
  })
  const location = URL.parse(headers.get('location') ?? '')
  const told = location?.searchParams.get('error_description') ?? text
  return /AADSTS(\d{1,9})/.exec(told)?.[1]
}
