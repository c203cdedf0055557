import { writeFile } from 'node:fs/promises'
import { openApiDocument } from './openapi-document.ts'
import { permissions } from './permissions.ts'

/** Writes what Bicep reads of the code. */
await write('openapi.json', await openApiDocument())
await write('permissions.json', permissions())

function write(name: string, text: string): Promise<void> {
  return writeFile(new URL(name, import.meta.url), text)
}
