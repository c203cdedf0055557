import clouds from './clouds.json' with { type: 'json' }

/** The addresses of one of Azure's clouds, which `environment()` of a template does not give, or not as tokens have them. */
export interface Cloud {
  /** Where users sign in, and how the issuer of version 2 tokens begins. */
  authorityHost: string
  graphUrl: string
  /** What a managed identity's token names as its audience where a federated credential trusts it. */
  exchangeAudience: string
  /** What the host name of an API Management instance ends with. */
  gatewayDomain: string
}

export type CloudName = keyof typeof clouds

/**
 * The clouds by the names that `environment().name`, azd and the Azure CLI give them.
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 * https://learn.microsoft.com/graph/deployments
 * https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
 */
export const cloudsByName: Readonly<Record<CloudName, Cloud>> = clouds

/** The cloud whose Entra ID has an address; the public one for any other address, such as that of the local Entra. */
export function cloudOf(authorityHost: string): Cloud {
  return (
    Object.values(cloudsByName).find((cloud) => cloud.authorityHost === authorityHost) ??
    cloudsByName.AzureCloud
  )
}
