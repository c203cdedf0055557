import type { Account } from '../accounts.ts'

/** The page on which a person picks who they are. */
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
    <p>This is the local stand-in for Microsoft Entra ID. Nobody here is real and no password is asked.</p>
    ${problem && `<p role="alert">${escapeHtml(problem)}</p>`}
    <form method="post" aria-label="Accounts">${choices.join('')}</form>
    <form method="post">
      <label for="username">Or type a user name</label>
      <input id="username" name="username" value="${escapeHtml(hint)}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
      <button class="go">Next</button>
    </form>`
  )
}

/** The second step, for requests that demand an authentication context. */
export function verifyPage(account: Account, context: string): string {
  return page(
    'Verify it is you',
    `<h1>Verify it is you</h1>
    <p>${escapeHtml(account.username)}</p>
    <p>The application asks for a stronger sign-in (authentication context <code>${escapeHtml(context)}</code>). Here one press stands for the second factor.</p>
    <form method="post">
      <input type="hidden" name="username" value="${escapeHtml(account.username)}">
      <button class="go" name="verified" value="yes" autofocus>Yes, it is me</button>
    </form>`
  )
}

export function refusalPage(error: string, description = ''): string {
  return page(
    'Sign-in failed',
    `<h1>Sign-in failed</h1>
    <p role="alert">${escapeHtml(description || 'The request cannot be served.')}</p>
    <p><code>${escapeHtml(error)}</code></p>`
  )
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <style>
    :root { color-scheme: light dark; --line: light-dark(#d0d5dd, #414a58); --accent: light-dark(#0b5cad, #7db8f5) }
    * { box-sizing: border-box }
    body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
      font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f2f4f7, #14181f); color: light-dark(#1a202b, #e8ebf0) }
    main { width: min(27rem, 100%); padding: 2rem; border: 1px solid var(--line); border-radius: .75rem;
      background: light-dark(#fff, #1d232d) }
    h1 { margin: 0 0 .5rem; font-size: 1.5rem }
    p { margin: 0 0 1rem }
    form { display: grid; gap: .5rem; margin-top: 1.25rem }
    button, input { font: inherit; color: inherit; width: 100%; padding: .65rem .9rem; border: 1px solid var(--line);
      border-radius: .5rem; background: none; text-align: left }
    button { cursor: pointer }
    button span { display: block; font-size: .875rem; opacity: .75 }
    button:hover { border-color: var(--accent) }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
    .go { background: light-dark(#0b5cad, #7db8f5); border-color: transparent; color: light-dark(#fff, #10151c);
      text-align: center; font-weight: 600 }
    [role=alert] { padding: .6rem .9rem; border-left: 4px solid light-dark(#b42318, #ff8a80) }
  </style>
</head>
<body><main>
    ${body}
</main></body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
