import { execFileSync } from 'node:child_process'
import { fail, readCommandLine } from '../command-line.ts'
import { registrationCommands } from './registration-commands.ts'

readCommandLine({
  about: `Prints the commands that give the registrations API_CLIENT_ID and MCP_CLIENT_ID what this deployment needs.
Run it after "azd up", in the folder of azd's environment. An administrator runs what it prints.`,
  usage: 'npm run --silent registration > registration.sh'
})
const values = JSON.parse(
  execFileSync('azd', ['env', 'get-values', '--output', 'json'], { encoding: 'utf8' })
) as Record<string, string>
if (!values.API_CLIENT_ID)
  fail('API_CLIENT_ID is not set, so the deployment makes the registrations itself: there is nothing to do.')
if (!values.GATEWAY_PRINCIPAL_ID) fail('The identity of the gateway is not known yet. Run "azd up" first.')
console.log(registrationCommands(values))
