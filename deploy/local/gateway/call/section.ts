/** The sections of a policy document, in the order in which a call goes through them. */
export const sections = ['inbound', 'backend', 'outbound', 'on-error'] as const
export type Section = (typeof sections)[number]

/** The scope of a policy document. Each scope includes the one before it with `<base />`. */
export type Scope = 'global' | 'product' | 'api' | 'operation'
