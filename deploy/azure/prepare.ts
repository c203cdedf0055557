import { execFileSync } from 'node:child_process'
import { preauthorizedApplications } from './preauthorized-applications.ts'

/** azd runs this before it provisions: Bicep cannot read a file that may be missing, so azd hands its content on. */
execFileSync('azd', ['env', 'set', 'PREAUTHORIZED_APPLICATIONS', await preauthorizedApplications()], {
  stdio: 'inherit'
})
