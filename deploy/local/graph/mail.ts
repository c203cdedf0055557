import { type Account, accounts } from '../tenant.ts'
import type { Call } from './call.ts'
import { GraphError } from './graph-error.ts'
import { letters } from './letters.ts'
import { type Entity, page, search, select } from './odata.ts'

const started = Date.now()

export function listMessages(call: Call): Entity {
  const { caller, path, query } = call
  if (query.has('$search') && isBasic(call)) {
    throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
  }
  if (query.has('$search') && query.has('$orderby')) {
    throw new GraphError(
      400,
      'SearchWithOrderBy',
      "The query parameter '$orderBy' is not supported with '$search'."
    )
  }
  const found = search(messagesOf(call), query, ['subject', 'bodyPreview', 'body', 'from'])
  return page(found, {
    context: `users('${caller.account.oid}')/messages`,
    path,
    query,
    pageSize: 10,
    marker: query.has('$search') ? '$skiptoken' : '$skip'
  })
}

export function readMessage(call: Call): Entity {
  const { caller, parameter, query } = call
  if (!/^AAMkAD[\w-]+=$/.test(parameter)) {
    throw new GraphError(
      400,
      'ErrorInvalidIdMalformed',
      'Id is malformed. Use an id that /messages returned.'
    )
  }
  const message = messagesOf(call).find(({ id }) => id === parameter)
  if (!message) {
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
  }
  const context = `/v1.0/$metadata#users('${caller.account.oid}')/messages/$entity`
  return { '@odata.context': context, ...select(message, query) }
}

/** The mailbox, newest first. `Mail.ReadBasic` leaves out the bodies. */
function messagesOf(call: Call): Entity[] {
  const { caller, prefer } = call
  if (caller.account.oid !== accounts.user.oid) return []
  const plain = /outlook\.body-content-type="text"/i.test(prefer)
  return letters.map((letter, index) => {
    const message = describe(letter, index, caller.account, plain)
    if (!isBasic(call)) return message
    const { body: _body, bodyPreview: _preview, ...basic } = message
    return basic
  })
}

function isBasic({ caller }: Call): boolean {
  return !caller.scopes.has('Mail.Read')
}

function describe(letter: (typeof letters)[number], index: number, account: Account, plain: boolean): Entity {
  const { from, subject, text, html } = letter
  const id = `AAMkAD${Buffer.from(`letter ${index}`).toString('base64url')}=`
  const received = new Date(started - letter.hoursAgo * 3_600_000).toISOString().replace(/\.\d+/, '')
  const sender = { emailAddress: { name: from, address: addressOf(from) } }
  return {
    id,
    createdDateTime: received,
    lastModifiedDateTime: received,
    receivedDateTime: received,
    sentDateTime: received,
    hasAttachments: letter.attachments ?? false,
    internetMessageId: `<${index}.${account.oid}@contoso.onmicrosoft.com>`,
    subject,
    bodyPreview: text.slice(0, 255),
    importance: letter.important ? 'high' : 'normal',
    parentFolderId: 'AAMkADInbox=',
    conversationId: `AAQkAD${Buffer.from(subject.replace(/^RE: /, '')).toString('base64url')}=`,
    isRead: letter.read ?? true,
    isDraft: false,
    webLink: `https://outlook.office365.com/owa/?ItemID=${id}`,
    inferenceClassification: 'focused',
    body: plain || !html ? { contentType: 'text', content: text } : { contentType: 'html', content: html },
    sender,
    from: sender,
    toRecipients: [{ emailAddress: { name: account.name, address: account.username } }],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    flag: { flagStatus: 'notFlagged' },
    categories: []
  }
}

function addressOf(name: string): string {
  return `${name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replaceAll(' ', '.')}@contoso.onmicrosoft.com`
}
