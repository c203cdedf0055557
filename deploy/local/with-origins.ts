const placeholder = '<origin>https://cors-origins.invalid</origin>'

/** A policy with the origins whose pages may call, as `product.bicep` stores it. Without any, it stays as it is. */
export function withOrigins(policy: string, origins: readonly string[]): string {
  if (origins.length === 0) return policy
  return policy.replaceAll(placeholder, origins.map((origin) => `<origin>${origin}</origin>`).join(''))
}
