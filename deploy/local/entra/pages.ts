import type { Account } from '../tenant.ts'
import { escapeHtml, page } from './page.ts'

/** The page on which a person picks an account. */
export function signInPage(accounts: Account[], { hint = '', problem = '' } = {}): string {
  const choices = accounts.map(
    ({ name, username, about }) => `
      <button name="username" value="${escapeHtml(username)}"${username === hint ? ' autofocus' : ''}>
        <strong>${escapeHtml(name)}</strong> <span>${escapeHtml(username)} · ${escapeHtml(about)}</span>
      </button>`
  )
  return page(
    'Sign in',
    `<h1>Sign in</h1>
    <p>This is the local stand-in for Microsoft Entra ID. The accounts are not real and have no passwords. Choose one to continue.</p>
    ${problem && `<p role="alert">${escapeHtml(problem)}</p>`}
    <form method="post" aria-label="Accounts">${choices.join('')}</form>
    <form method="post">
      <label for="username">Or type a user name</label>
      <input id="username" name="username" value="${escapeHtml(hint)}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
      <button class="go">Next</button>
    </form>`
  )
}

/** The second page of a sign-in that demands an authentication context. */
export function verifyPage(account: Account, context: string): string {
  return page(
    'Verify it is you',
    `<h1>Verify it is you</h1>
    <p>${escapeHtml(account.username)}</p>
    <p>The application asks for a stronger sign-in (authentication context <code>${escapeHtml(context)}</code>). Press the button to pass: it stands for the second factor.</p>
    <form method="post">
      <input type="hidden" name="username" value="${escapeHtml(account.username)}">
      <button class="go" name="verified" value="yes" autofocus>Yes, it is me</button>
    </form>`
  )
}

/** The page of a request that cannot be redirected back. `description` says what is wrong with it. */
export function refusalPage(error: string, description = ''): string {
  return page(
    'Sign-in failed',
    `<h1>Sign-in failed</h1>
    <p role="alert">${escapeHtml(description || 'The sign-in request is not valid.')}</p>
    <p>Go back to the application and sign in again. If the same message returns, correct the application's request.</p>
    <p><code>${escapeHtml(error)}</code></p>`
  )
}
