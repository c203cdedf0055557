import { execFileSync } from 'node:child_process'
import { Value } from '@sinclair/typebox/value'
import { Environment } from '../../app/config.ts'
import { fail } from '../command-line.ts'
import { preauthorizedApplications } from './preauthorized-applications.ts'

/**
 * azd runs this before it provisions. These values become text of the policies, and Bicep checks no patterns. Nor can Bicep
 * read a file that may be missing, so azd passes the content of preauth.json on.
 */
const { CORS_ORIGINS = '', CUSTOM_DOMAIN } = process.env
const { CORS_ORIGINS: Origins, APIM_GATEWAY_URL: Address } = Environment.properties

if (!Value.Check(Origins, CORS_ORIGINS)) mistake(`CORS_ORIGINS must be ${Origins.description}.`)
if (CUSTOM_DOMAIN && !Value.Check(Address, `https://${CUSTOM_DOMAIN}/api`)) {
  mistake('CUSTOM_DOMAIN must be a host name, such as api.contoso.com.')
}
const applications = await preauthorizedApplications().catch((error: Error) => fail(error.message))
execFileSync('azd', ['env', 'set', 'PREAUTHORIZED_APPLICATIONS', applications], { stdio: 'inherit' })

function mistake(sentence: string): never {
  return fail(`${sentence} Change it with "azd env set".`)
}
