import { type Account, tenant } from '../tenant.ts'
import { escapeHtml, page } from './page.ts'

/** A client as the consent page shows it. */
export interface ShownClient {
  name: string
  /** The address of its metadata document, for a client that is not registered in the tenant. */
  documentUrl?: string
}

interface ConsentRequest {
  account: Account
  client: ShownClient
  /** What the scopes allow, in words. */
  permissions: string[]
  redirectUri: string
}

/** The page on which a person lets a client act for them. An administrator may do so for everybody. */
export function consentPage({ account, client, permissions, redirectUri }: ConsentRequest): string {
  return page(
    'Permissions requested',
    `<h1>Permissions requested</h1>
    ${whoAsks(account, client)}
    <p>It asks to do this as you:</p>
    ${list(permissions)}
    <p>Accept only if you trust it. Your answer goes to <code>${escapeHtml(whereTo(redirectUri))}</code>.</p>
    <form method="post">
      ${
        account.administrator
          ? '<label class="choice"><input type="checkbox" name="everybody" value="yes"> Accept for everybody in this organization</label>'
          : ''
      }
      ${buttons}
    </form>`
  )
}

/** The page on which an administrator consents for the whole tenant. */
export function adminConsentPage({
  account,
  client,
  permissions
}: Omit<ConsentRequest, 'redirectUri'>): string {
  return page(
    'Permissions requested',
    `<h1>Permissions requested</h1>
    <p>Accept for your organization, ${escapeHtml(tenant.domain)}</p>
    ${whoAsks(account, client)}
    <p>It asks to do this for each person who signs in to it:</p>
    ${list(permissions)}
    <p>If you accept, nobody in the organization is asked for consent. The application still acts only as the person who uses it.</p>
    <form method="post">
      <input type="hidden" name="username" value="${escapeHtml(account.username)}">
      ${buttons}
    </form>`
  )
}

/** The page for a person who may not consent for everybody. */
export function needsAdministratorPage(account: Account): string {
  return page(
    'Need admin approval',
    `<h1>Need admin approval</h1>
    <p role="alert">${escapeHtml(account.username)} is not an administrator, so this account cannot consent for the organization.</p>
    <p>Send the address of this page to an administrator. Here that is the account <code>admin</code>: open the address again and choose it.</p>`
  )
}

/** What happened after an administrator's decision, where the request names no address to return to. */
export function consentedPage(client: ShownClient, granted: boolean): string {
  const name = `<bdi>${escapeHtml(client.name)}</bdi>`
  return page(
    granted ? 'Permissions granted' : 'Nothing was granted',
    granted
      ? `<h1>Permissions granted</h1>
    <p>${name} now has these permissions for everybody in ${escapeHtml(tenant.domain)}. Repeat the call that was refused: the next exchange succeeds. A refusal is remembered for up to 20 seconds.</p>
    <p>The local Entra forgets this when it stops, so restart it to see the refusal again. In Azure, delete the permissions of the enterprise application.</p>`
      : `<h1>Nothing was granted</h1>
    <p>You canceled, so ${name} has the same permissions as before. Open the address again to decide anew.</p>`
  )
}

function whoAsks(account: Account, { name, documentUrl }: ShownClient): string {
  const host = documentUrl && URL.parse(documentUrl)?.host
  return `<p class="as">${escapeHtml(account.username)}</p>
    <p class="client"><strong><bdi>${escapeHtml(name)}</bdi></strong>
      <span>${host ? `${escapeHtml(host)} · unverified` : 'registered in this organization'}</span></p>
    ${
      documentUrl
        ? `<p>This application is not registered in this organization. It chose its name itself, in the document <code>${escapeHtml(documentUrl)}</code>.</p>`
        : ''
    }`
}

function list(permissions: string[]): string {
  return `<ul>${permissions.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`
}

function whereTo(redirectUri: string): string {
  const url = URL.parse(redirectUri)
  if (!url) return redirectUri
  const local = ['localhost', '127.0.0.1'].includes(url.hostname)
  return local ? `a program on this computer (${url.host})` : `${url.protocol}//${url.host}`
}

const buttons = `<div class="buttons">
        <button name="consent" value="no">Cancel</button>
        <button class="go" name="consent" value="yes">Accept</button>
      </div>`
