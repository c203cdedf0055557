import { interactionPolicy } from 'oidc-provider'

const { Check, Prompt } = interactionPolicy

/** Asks for a sign-in when there is none, or when it does not satisfy the demanded authentication context. */
export function signInPrompt() {
  return new Prompt(
    { name: 'login', requestable: true },
    new Check('no_session', 'Nobody has signed in.', ({ oidc }) => !oidc.session?.accountId),
    new Check('acrs', 'The authentication context is not satisfied.', 'interaction_required', ({ oidc }) => {
      const demanded = oidc.params?.acrs
      return demanded !== undefined && demanded !== oidc.acr
    })
  )
}
