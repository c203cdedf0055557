import type { Authority } from './authority.ts'
import type { Directory } from './directory.ts'
import { v1Issuer } from './token-claims.ts'

const anyTenant = '{tenantid}'

/**
 * The v2.0 OpenID configuration. Like Entra's, it lists no PKCE methods and no `iss` response parameter, and where any tenant
 * signs in, the issuer is a template.
 */
export function openIdConfiguration(directory: Directory, authority: Authority) {
  const tenant = addressOf(directory, authority)
  return {
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'private_key_jwt',
      'client_secret_basic',
      'none'
    ],
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuerOf(directory, authority),
    client_id_metadata_document_supported: true,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'email'
    ],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'localhost'
  }
}

/** The keys of the v2.0 endpoint. Each names its issuer, which .NET's validators compare with that of a token. */
export function keySet(directory: Directory, authority: Authority) {
  const issuer = issuerOf(directory, authority)
  return { keys: directory.keys.published().keys.map((key) => ({ ...key, issuer })) }
}

/**
 * The v1.0 OpenID configuration. It names the issuer of v1.0 tokens: validators such as Microsoft.Identity.Web read both
 * documents, because the registration of an API decides which tokens it gets.
 */
export function openIdConfigurationV1(directory: Directory, authority: Authority) {
  const tenant = addressOf(directory, authority)
  return {
    token_endpoint: `${tenant}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${tenant}/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    scopes_supported: ['openid'],
    issuer: authority === 'tenant' ? v1Issuer(directory) : v1Issuer({ ...directory, tenantId: anyTenant }),
    authorization_endpoint: `${tenant}/oauth2/authorize`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'acr',
      'amr',
      'nonce',
      'email',
      'given_name',
      'family_name'
    ],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'localhost'
  }
}

function addressOf({ url, tenantId }: Directory, authority: Authority): string {
  return `${url}/${authority === 'tenant' ? tenantId : authority}`
}

function issuerOf({ issuer, tenantId }: Directory, authority: Authority): string {
  return authority === 'tenant' ? issuer : issuer.replace(tenantId, anyTenant)
}
