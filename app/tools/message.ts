import { type Static, Type } from '@sinclair/typebox'
import { Address, addressText, toAddress } from './address.ts'
import type { Entity } from './entity.ts'
import { flag, text } from './property.ts'

/** What the tools show of every message. */
export const messageProperties = {
  id: text('AAMkAGI2TG93AAA=', 'The id of the message, for get_message.'),
  subject: Type.Optional(text('Roadmap', 'The subject, as the sender wrote it.')),
  from: Type.Optional(Address),
  receivedDateTime: Type.Optional(text('2026-11-23T09:41:00Z', 'When it arrived: ISO 8601, in UTC.')),
  isRead: Type.Optional(flag(false, 'Whether the user has read it.')),
  importance: Type.Optional(text('normal', 'low, normal or high, as the sender says.')),
  hasAttachments: Type.Optional(flag(false, 'Whether files are attached.')),
  webLink: Type.Optional(
    text('https://outlook.office365.com/owa/?ItemID=AAMkAGI2TG93AAA%3D', 'The message in Outlook.')
  )
}

export const messageFields = Object.keys(messageProperties).join(',')

/** Drafts are from nobody. */
export function withSender(entity: Entity): Entity {
  return { ...entity, from: entity.from ? toAddress(entity.from) : undefined }
}

const Message = Type.Object(messageProperties)

/** One line. */
export function messageText(message: Static<typeof Message>): string {
  const { id, subject, from, receivedDateTime = '', isRead } = message
  return `${receivedDateTime} ${addressText(from)}: ${subject || '(no subject)'}${isRead === false ? ' (unread)' : ''} [id ${id}]`
}
