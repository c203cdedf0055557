import { execFileSync } from 'node:child_process'
import { fail } from '../command-line.ts'
import { codexRedirectUris } from './codex-redirect-uris.ts'
import { noticesOn } from './combinations.ts'
import { preauthorizedClients } from './preauthorized-clients.ts'
import { mistakesIn } from './variables.ts'

/**
 * azd runs this before it provisions. It checks the variables, and hands on what Bicep can neither read nor compute: the
 * content of a file that may be missing, and the redirect URIs of Codex.
 */
const mistakes = mistakesIn(process.env)
if (mistakes.length > 0) fail([...mistakes, 'Change them with "azd env set".'].join('\n'))
for (const notice of noticesOn(process.env)) console.log(notice)

const clients = await preauthorizedClients().catch((error: Error) => fail(error.message))
if (clients) set('PREAUTHORIZED_CLIENTS', clients)

const uris = codexRedirectUris(process.env)
if (uris) {
  set('CODEX_REDIRECT_URIS', uris)
} else {
  console.log(
    'The address of the gateway is not known before azd asks for a subscription and a region. Run "azd provision" once more if your users have Codex.'
  )
}

function set(name: string, value: string): void {
  execFileSync('azd', ['env', 'set', name, value], { stdio: 'inherit' })
}
