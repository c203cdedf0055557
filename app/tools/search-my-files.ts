import { type Static, Type } from '@sinclair/typebox'
import { type Entity, entityOf, pick } from './entity.ts'
import { listText } from './list-text.ts'
import { getPage, pageInputs, pageOutputs } from './page.ts'
import { flag, text } from './property.ts'
import { SearchText, searchWords } from './search-words.ts'
import { defineTool } from './tool.ts'

const File = Type.Object(
  {
    id: text('01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', 'The id of the file or folder.'),
    name: text('Roadmap.docx', 'The name.'),
    isFolder: flag(false, 'Whether it is a folder.'),
    mimeType: Type.Optional(text('application/pdf', 'What kind of file it is.')),
    size: Type.Optional(Type.Integer({ description: 'Bytes.', examples: [48_213] })),
    lastModifiedDateTime: Type.Optional(
      text('2026-11-12T16:40:02Z', 'When it was last changed: ISO 8601, in UTC.')
    ),
    lastModifiedBy: Type.Optional(text('Ada Lovelace', 'Who last changed it.')),
    webUrl: Type.Optional(
      text('https://contoso-my.sharepoint.com/personal/ada/Documents/Roadmap.docx', 'Where to open it.')
    )
  },
  { additionalProperties: false }
)

export const searchMyFiles = defineTool({
  name: 'search_my_files',
  title: 'Search my files',
  description:
    "Finds files and folders in the signed-in user's OneDrive by name, metadata or content. It tells where they are, and does not read them.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Type.Object(
    { query: SearchText('roadmap', 'What to look for.'), ...pageInputs },
    { title: 'SearchMyFilesInput', additionalProperties: false }
  ),
  output: Type.Object(
    { files: Type.Array(File, { description: 'What was found.' }), ...pageOutputs },
    { title: 'FoundFiles', description: 'A page of files.', additionalProperties: false }
  ),
  apiScope: 'tools.files.read',
  graphScopes: ['Files.Read'],
  async run(input, context) {
    const words = searchWords(input.query.toWellFormed(), 'query')
    // OData doubles the quotes inside of a string.
    const asked = encodeURIComponent(words.replaceAll("'", "''"))
    const { items, next } = await getPage(context, {
      path: `/me/drive/root/search(q='${asked}')`,
      query: { $select: 'id,name,size,file,folder,lastModifiedDateTime,lastModifiedBy,webUrl' },
      input
    })
    return { files: items.map(toFile), ...next }
  },
  text: ({ files, ...next }) => listText(files.map(fileText), next)
})

function toFile(entity: Entity): Static<typeof File> {
  const { file, folder, lastModifiedBy } = entity
  return pick(File, {
    ...entity,
    isFolder: Boolean(folder),
    mimeType: entityOf(file).mimeType,
    lastModifiedBy: entityOf(entityOf(lastModifiedBy).user).displayName
  })
}

function fileText({ name, lastModifiedDateTime, lastModifiedBy, webUrl }: Static<typeof File>): string {
  const known = [lastModifiedDateTime, lastModifiedBy && `by ${lastModifiedBy}`, webUrl]
  return [name, ...known].filter(Boolean).join(', ')
}
