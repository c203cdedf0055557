import { accounts } from '../tenant.ts'
import type { Call } from './call.ts'
import { type Entity, page } from './odata.ts'

const documents = [
  {
    name: 'Roadmap 2027.docx',
    folder: 'Plans',
    size: 48_213,
    modified: '2026-11-12T16:40:02Z',
    words: 'launch'
  },
  {
    name: 'Fabrikam interviews.docx',
    folder: 'Research',
    size: 91_877,
    modified: '2026-11-18T09:03:55Z',
    words: 'notes'
  },
  {
    name: 'Board numbers Q3.xlsx',
    folder: 'Board',
    size: 33_102,
    modified: '2026-10-05T12:11:40Z',
    words: 'tenants churn'
  },
  {
    name: 'Sign-in page.fig',
    folder: 'Design',
    size: 2_204_118,
    modified: '2026-11-20T17:25:31Z',
    words: 'icons contrast'
  },
  {
    name: "What's new.pptx",
    folder: 'Plans',
    size: 705_330,
    modified: '2026-09-30T08:00:00Z',
    words: 'roadmap release'
  }
]

const types: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
}

export function searchDrive({ caller, parameter, path, query }: Call): Entity {
  const asked = parameter.replaceAll("''", "'").toLowerCase()
  const own = caller.account.oid === accounts.user.oid ? documents : []
  const found = own.filter(({ name, words }) => `${name} ${words}`.toLowerCase().includes(asked))
  return page(found.map(describe), {
    context: 'Collection(driveItem)',
    path,
    query,
    pageSize: 200,
    marker: '$skiptoken'
  })
}

function describe({ name, folder, size, modified }: (typeof documents)[number]): Entity {
  const by = {
    user: { displayName: accounts.user.name, id: accounts.user.oid, email: accounts.user.username }
  }
  const id = `01${Buffer.from(name).toString('hex').slice(0, 32).toUpperCase()}`
  return {
    '@odata.type': '#microsoft.graph.driveItem',
    id,
    name,
    size,
    createdDateTime: '2026-09-01T08:00:00Z',
    lastModifiedDateTime: modified,
    webUrl: `https://contoso-my.sharepoint.com/personal/user/Documents/${folder}/${encodeURIComponent(name)}`,
    createdBy: by,
    lastModifiedBy: by,
    file: { mimeType: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' },
    // A file has no folder facet, but `$select` may name it.
    folder: undefined,
    parentReference: { driveType: 'business', driveId: 'b!contoso-user', path: `/drive/root:/${folder}` },
    searchResult: {}
  }
}
