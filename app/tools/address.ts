import { type Static, Type } from '@sinclair/typebox'
import { entityOf, pick } from './entity.ts'
import { text } from './property.ts'

/** Whom mail is from or to, and who meets. */
export const Address = Type.Object(
  {
    name: Type.Optional(text('Ada Lovelace', 'The name, as its owner or the sender wrote it.')),
    address: Type.Optional(text('ada@contoso.com', 'The e-mail address.'))
  },
  { additionalProperties: false }
)

/** The address of a Graph recipient. */
export function toAddress(recipient: unknown): Static<typeof Address> {
  return pick(Address, entityOf(entityOf(recipient).emailAddress))
}

/** The addresses of a list of Graph recipients. */
export function toAddresses(recipients: unknown): Static<typeof Address>[] {
  return Array.isArray(recipients) ? recipients.map(toAddress) : []
}

/** `Ada Lovelace <ada@contoso.com>`, or what of it is known. */
export function addressText({ name, address }: Static<typeof Address> = {}): string {
  return [name, address && `<${address}>`].filter(Boolean).join(' ') || 'somebody'
}
