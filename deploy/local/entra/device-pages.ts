import type { KoaContextWithOIDC } from 'oidc-provider'
import { escapeHtml, page, pageHeaders } from './page.ts'

/** The pages of the device code flow, for oidc-provider's `features.deviceFlow`. `form` is its form, without a button. */
export const devicePages = {
  async userCodeInputSource(ctx: KoaContextWithOIDC, _form: string, _out?: unknown, error?: unknown) {
    const { name } = Object(error)
    const problem =
      name === 'AbortedError'
        ? 'You cancelled the sign-in. Nobody is signed in on the device.'
        : name && 'That code is wrong, expired or used. Look at your device and type its code again.'
    show(
      ctx,
      'Enter the code',
      `<h1>Enter the code</h1>
    <p>Your device shows a code. Type it here to sign in on the device.</p>
    ${problem ? `<p role="alert">${problem}</p>` : ''}
    <form method="post" action="${escapeHtml(action(ctx))}">
      ${secret(ctx)}
      <label for="user_code">Code</label>
      <input id="user_code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus>
      <button class="go">Next</button>
    </form>`
    )
  },

  async userCodeConfirmSource(
    ctx: KoaContextWithOIDC,
    _form: string,
    client: { clientId: string; clientName?: string | undefined },
    _deviceInfo: unknown,
    userCode: string
  ) {
    show(
      ctx,
      'Sign in on your device',
      `<h1>Sign in on your device</h1>
    <p>Do you want to sign in to <strong>${escapeHtml(client.clientName ?? client.clientId)}</strong> on the device that shows <code>${escapeHtml(userCode)}</code>? Continue only if you started this yourself.</p>
    <form method="post" action="${escapeHtml(action(ctx))}">
      ${secret(ctx)}
      <input type="hidden" name="user_code" value="${escapeHtml(userCode)}">
      <button class="go" name="confirm" value="yes" autofocus>Continue</button>
      <button name="abort" value="yes">Cancel</button>
    </form>`
    )
  },

  async successSource(ctx: KoaContextWithOIDC) {
    show(
      ctx,
      'Signed in',
      '<h1>Signed in</h1>\n    <p>You have signed in on your device. You can close this page.</p>'
    )
  }
}

/** A middleware for a form whose page this process did not send. oidc-provider throws there; the person gets a new page. */
export async function sendNewPage(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  try {
    await next()
  } catch (error) {
    if (ctx.oidc?.route !== 'code_verification') throw error
    ctx.status = 303
    ctx.redirect(action(ctx))
  }
}

function action(ctx: KoaContextWithOIDC): string {
  return ctx.oidc.urlFor('code_verification')
}

/** Ties the form to the browser that was given the page. */
function secret({ oidc }: KoaContextWithOIDC): string {
  const { secret = '' } = Object(oidc.session?.state)
  return `<input type="hidden" name="xsrf" value="${escapeHtml(String(secret))}">`
}

function show(ctx: KoaContextWithOIDC, title: string, body: string): void {
  ctx.set(pageHeaders)
  ctx.body = page(title, body)
}
