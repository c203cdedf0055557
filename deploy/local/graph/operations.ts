import { calendarView } from './calendar.ts'
import type { Call } from './call.ts'
import { searchDrive } from './drive.ts'
import { GraphError } from './graph-error.ts'
import { listMessages, readMessage } from './mail.ts'
import type { Entity } from './odata.ts'
import { directReports, manager, me, people } from './people.ts'

export interface Operation {
  path: RegExp
  /** Any of these delegated permissions is enough. */
  scopes: string[]
  /** The code of a 403. */
  denied: string
  run(call: Call): Entity
}

const directory = 'Authorization_RequestDenied'
const outlook = 'ErrorAccessDenied'
const mailScopes = ['Mail.ReadBasic', 'Mail.Read']

const operations: Operation[] = [
  { path: /^$/, scopes: ['User.Read', 'User.Read.All'], denied: directory, run: me },
  { path: /^\/manager$/, scopes: ['User.Read.All'], denied: directory, run: manager },
  {
    path: /^\/directReports$/,
    scopes: ['User.Read', 'User.ReadBasic.All', 'User.Read.All'],
    denied: directory,
    run: directReports
  },
  { path: /^\/people$/, scopes: ['People.Read'], denied: directory, run: people },
  {
    path: /^\/calendarView$/,
    scopes: ['Calendars.ReadBasic', 'Calendars.Read'],
    denied: outlook,
    run: calendarView
  },
  { path: /^\/messages$/, scopes: mailScopes, denied: outlook, run: listMessages },
  { path: /^\/messages\/([^/]+)$/, scopes: mailScopes, denied: outlook, run: readMessage },
  {
    path: /^\/drive\/root\/search\(q='(.*)'\)$/,
    scopes: ['Files.Read', 'Files.Read.All'],
    denied: 'accessDenied',
    run: searchDrive
  }
]

export function findOperation(pathname: string): { operation: Operation; parameter: string } {
  const rest = /^\/v1\.0\/me(\/.*)?$/.exec(pathname)
  for (const operation of rest ? operations : []) {
    const match = operation.path.exec(decode(rest?.[1] ?? ''))
    if (match) return { operation, parameter: match[1] ?? '' }
  }
  const segment = pathname.split('/').at(-1)
  const known = 'The paths that work here are in deploy/local/graph/operations.ts.'
  throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${segment}'. ${known}`)
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new GraphError(400, 'BadRequest', 'The path is malformed. Percent-encode it as UTF-8.')
  }
}
