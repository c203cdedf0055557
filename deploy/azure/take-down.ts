import { execFileSync } from 'node:child_process'
import { fail } from '../command-line.ts'
import { removeRegistrations } from './remove-registrations.ts'
import { resourceToken } from './resource-token.ts'

/**
 * azd runs this after it has deleted the resources, when it has forgotten the outputs. azd deletes nothing in Entra ID, so
 * the registrations that main.bicep has made are deleted here, found by the names that it gives them.
 */
const graphUrl = 'https://graph.microsoft.com'
const token = resourceToken(process.env)
if (token) {
  const names = [`mcp-auth-service-${token}`, `mcp-clients-${token}`]
  const removed = await removeRegistrations(names, accessToken(), graphUrl).catch((error: Error) =>
    fail(whatIsLeft(names, error.message))
  )
  console.log(
    removed.length > 0
      ? `Deleted for good in Entra ID: ${removed.join(', ')}.`
      : 'Entra ID has no registration of this environment.'
  )
}
console.log(
  'Without "--purge", API Management and Key Vault keep their names. "Taking it down" in deploy/azure/README.md frees them.'
)

function accessToken(): string {
  const args = ['auth', 'token', '--scope', `${graphUrl}/.default`, '--output', 'json']
  return (JSON.parse(execFileSync('azd', args, { encoding: 'utf8' })) as { token: string }).token
}

function whatIsLeft(names: string[], reason: string): string {
  return `${reason} So registrations may be left in Entra ID, with the unique names ${names.join(' and ')}. "Taking it down" in deploy/azure/README.md has the commands that delete them.`
}
