import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'

/** Asks people to sign in when nobody has, or not well enough for the demanded authentication context. */
export function signInPrompt() {
  const prompt = new interactionPolicy.Prompt({ name: 'login', requestable: true })
  const check = (reason: string, description: string, missing: (ctx: KoaContextWithOIDC) => boolean) =>
    prompt.checks.add(new interactionPolicy.Check(reason, description, missing))

  check('no_session', 'nobody has signed in', ({ oidc }) => !oidc.session?.accountId)
  check('acrs', 'the authentication context is not satisfied', ({ oidc }) => {
    const demanded = oidc.params?.acrs
    return demanded !== undefined && demanded !== oidc.acr
  })
  return prompt
}
