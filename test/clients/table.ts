import { readFileSync } from 'node:fs'

/** A row of the table of clients that the tests run, in `docs/clients/README.md`. Claims are "yes" or "no". */
export interface ClientRow {
  client: string
  page: string
  /** Name and version in npm, such as `mcp-remote 0.15.1`. */
  version: string
  /** The addresses below the API through which the client signs in; its page gives the first. */
  doors: string[]
  signsIn: string
  lists: string
  calls: string
  refreshes: string
}

const markdown = readFileSync(new URL('../../docs/clients/README.md', import.meta.url), 'utf8')

/** The rows that have a version: what the table says must be what the tests see. */
export const clientRows: ClientRow[] = markdown.split('\n').flatMap((line) => {
  const [, link = '', version = '', doors = '', signsIn = '', lists = '', calls = '', refreshes = ''] = line
    .split('|')
    .map((cell) => cell.trim())
  const [, client, page] = /^\[(.+)\]\((.+)\.md\)$/.exec(link) ?? []
  if (!client || !page || !/^`.+` \d/.test(version)) return []
  return [
    {
      client,
      page,
      version: version.replaceAll('`', ''),
      doors: doors.replaceAll('`', '').split(', '),
      signsIn,
      lists,
      calls,
      refreshes
    }
  ]
})
