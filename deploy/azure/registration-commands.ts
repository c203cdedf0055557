import { createHash } from 'node:crypto'
import list from '../redirect-uris.json' with { type: 'json' }
import { gatewayAddress } from './gateway-address.ts'
import permissions from './permissions.json' with { type: 'json' }

const graph = 'https://graph.microsoft.com/v1.0'
const graphAppId = '00000003-0000-0000-c000-000000000000'

/**
 * The commands by which an administrator gives two registrations what application.bicep gives its own, from azd's values
 * after a deployment with API_CLIENT_ID. They are for sh and the Azure CLI, and may be run again.
 */
export function registrationCommands(values: NodeJS.ProcessEnv): string {
  const { API_CLIENT_ID: api = '', MCP_CLIENT_ID: mcpClient = '' } = values
  const scopes = permissions.apiScopes.map((scope) => scopeOf(api, scope))
  return [
    '#!/bin/sh\nset -e',
    `# The id of a permission of Microsoft Graph.\npermission() { az ad sp show --id ${graphAppId} --query "oauth2PermissionScopes[?value=='$1'].id" --output tsv; }`,
    '# The API: its addresses, its scopes, and what it asks of Microsoft Graph.',
    patch(`applications(appId='${api}')`, apiOf(values, scopes)),
    '# MCP clients and others sign users in without asking for their consent. The scopes must exist before.',
    patch(`applications(appId='${api}')`, {
      api: { preAuthorizedApplications: preauthorizedFor(mcpClient, values, scopes) }
    }),
    upsert(`servicePrincipals(appId='${api}')`, {
      appRoleAssignmentRequired: values.ASSIGNMENT_REQUIRED === 'true'
    }),
    ...roleOfGateway(api, values),
    '# MCP clients: where they are sent back to.',
    patch(`applications(appId='${mcpClient}')`, redirectsOf(values)),
    upsert(`servicePrincipals(appId='${mcpClient}')`, {}),
    ...(values.EXCHANGE_CREDENTIAL === 'secret'
      ? []
      : [
          '# The gateway exchanges tokens as the API, by its managed identity.',
          upsert(
            `applications(appId='${api}')/federatedIdentityCredentials(name='gateway')`,
            credential(values)
          )
        ]),
    '# Consents for everybody to what the API asks of Microsoft Graph. Leave it out where users shall consent themselves.',
    `az ad app permission admin-consent --id ${api}\n`
  ].join('\n\n')
}

interface Scope {
  id: string
  value: string
}

function scopeOf(api: string, scope: (typeof permissions.apiScopes)[number]) {
  const { value, displayName, description, isEnabled } = scope
  return {
    id: idOf(api, value),
    value,
    type: 'User',
    isEnabled,
    adminConsentDisplayName: displayName,
    adminConsentDescription: description,
    userConsentDisplayName: displayName,
    userConsentDescription: description
  }
}

function apiOf(values: NodeJS.ProcessEnv, oauth2PermissionScopes: Scope[]) {
  const { API_CLIENT_ID: api = '', REGISTER_GATEWAY_URI } = values
  const url = gatewayAddress(values)
  return {
    identifierUris: REGISTER_GATEWAY_URI === 'false' ? [`api://${api}`] : [`${url}/mcp`, `api://${api}`],
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes },
    appRoles: [
      {
        id: idOf(api, 'role gateway'),
        value: 'gateway',
        displayName: 'Gateway',
        description:
          'Lets API Management call the app where assignment is required. It gives no access to anything of a user.',
        allowedMemberTypes: ['Application'],
        isEnabled: true
      }
    ],
    optionalClaims: {
      accessToken: ['idtyp', 'xms_cc', 'xms_act_fct', 'xms_sub_fct', 'xms_par_app_azp'].map((name) => ({
        name
      }))
    },
    spa: { redirectUris: [`${url}/docs/static/oauth2-redirect.html`] },
    requiredResourceAccess: [
      {
        resourceAppId: graphAppId,
        resourceAccess: permissions.graphScopes.map((name) => ({
          id: `$(permission ${name})`,
          type: 'Scope'
        }))
      }
    ]
  }
}

function preauthorizedFor(
  mcpClient: string,
  { PREAUTHORIZED_CLIENTS: others = 'aebc6443-996d-45c2-90f0-388ff96faa56' }: NodeJS.ProcessEnv,
  scopes: Scope[]
) {
  const ids = others === 'none' ? [] : others.split(',').map((id) => id.trim().toLowerCase())
  return [...new Set([mcpClient, ...ids])].map((appId) => ({
    appId,
    delegatedPermissionIds: scopes.map(({ id }) => id)
  }))
}

function redirectsOf({ REDIRECT_URIS = '', CODEX_REDIRECT_URIS = '' }: NodeJS.ProcessEnv) {
  const others = REDIRECT_URIS.split(',').map((uri) => uri.trim())
  const withPrefix = (prefix: string) =>
    others.filter((uri) => uri.startsWith(prefix)).map((uri) => uri.slice(prefix.length))
  const mobile = [
    ...list.publicClient.map(({ uri }) => uri),
    ...CODEX_REDIRECT_URIS.split(',').filter(Boolean),
    ...others.filter((uri) => uri && !/^(web|spa):/.test(uri))
  ]
  return {
    publicClient: { redirectUris: [...new Set(mobile)] },
    web: { redirectUris: [...new Set([...list.web.map(({ uri }) => uri), ...withPrefix('web:')])] },
    spa: { redirectUris: withPrefix('spa:') }
  }
}

function credential({ AZURE_TENANT_ID, GATEWAY_PRINCIPAL_ID }: NodeJS.ProcessEnv) {
  return {
    issuer: `https://login.microsoftonline.com/${AZURE_TENANT_ID}/v2.0`,
    subject: GATEWAY_PRINCIPAL_ID,
    audiences: ['api://AzureADTokenExchange']
  }
}

/** Where assignment is required, an application gets a token only with a role. */
function roleOfGateway(api: string, { ASSIGNMENT_REQUIRED, GATEWAY_PRINCIPAL_ID }: NodeJS.ProcessEnv) {
  if (ASSIGNMENT_REQUIRED !== 'true') return []
  return [
    '# The gateway calls the app with a token for the API. It fails where the gateway has the role already.',
    request('POST', `servicePrincipals/${GATEWAY_PRINCIPAL_ID}/appRoleAssignments`, {
      principalId: GATEWAY_PRINCIPAL_ID,
      resourceId: `$(az ad sp show --id ${api} --query id --output tsv)`,
      appRoleId: idOf(api, 'role gateway')
    }).concat(' || true')
  ]
}

function patch(path: string, body: unknown): string {
  return request('PATCH', path, body)
}

function upsert(path: string, body: unknown): string {
  return request('PATCH', path, body, ' --headers Prefer=create-if-missing')
}

/** The shell replaces `$(…)` within the body; nothing else of it. */
function request(method: string, path: string, body: unknown, options = ''): string {
  const text = JSON.stringify(body, null, 2).replace(/[\\`]|\$(?!\()/g, '\\$&')
  return `body=$(cat <<EOF\n${text}\nEOF\n)\naz rest --method ${method} --url "${graph}/${path}"${options} --body "$body"`
}

/** An id that is the same in each run. */
function idOf(api: string, name: string): string {
  const hash = createHash('sha256').update(`mcp-auth-service ${api} ${name}`).digest('hex')
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-5$3-8$4-$5')
}
