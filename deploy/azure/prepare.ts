import { execFileSync } from 'node:child_process'
import { Value } from '@sinclair/typebox/value'
import { Environment } from '../../app/config.ts'
import { preauthorizedApplications } from './preauthorized-applications.ts'

/**
 * azd runs this before it provisions. Bicep checks no patterns, and what it is given becomes text of the policies; nor can
 * it read a file that may be missing, so azd hands the content of preauth.json on.
 */
const { CORS_ORIGINS = '', CUSTOM_DOMAIN } = process.env
const { CORS_ORIGINS: Origins, APIM_GATEWAY_URL: Address } = Environment.properties

if (!Value.Check(Origins, CORS_ORIGINS)) exit(`CORS_ORIGINS must be ${Origins.description}.`)
if (CUSTOM_DOMAIN && !Value.Check(Address, `https://${CUSTOM_DOMAIN}/api`))
  exit('CUSTOM_DOMAIN must be a host name, such as api.contoso.com.')

execFileSync('azd', ['env', 'set', 'PREAUTHORIZED_APPLICATIONS', await preauthorizedApplications()], {
  stdio: 'inherit'
})

function exit(message: string): never {
  console.error(`${message} Mend it with "azd env set".`)
  process.exit(1)
}
