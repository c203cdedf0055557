import { tools } from '../../app/tools/index.ts'

/** Which Graph permissions the deployment consents to, for whom and for which tools. For the eyes of whoever deploys. */
export function consentNotice({ GRANT_ADMIN_CONSENT }: NodeJS.ProcessEnv): string {
  const permissions = [...new Set(tools.flatMap(({ graphScopes = [] }) => graphScopes))].sort()
  const lines = permissions.map((permission) => {
    const titles = tools.filter(({ graphScopes = [] }) => graphScopes.includes(permission))
    return `  ${permission} for ${titles.map(({ title }) => title).join(', ')}`
  })
  const start =
    GRANT_ADMIN_CONSENT === 'false'
      ? 'An administrator must consent to these delegated permissions of Microsoft Graph before anyone can use the tools:'
      : 'This deployment consents, for every user of the tenant, to these delegated permissions of Microsoft Graph. To leave that to an administrator, run "azd env set GRANT_ADMIN_CONSENT false".'
  return [start, ...lines].join('\n')
}
