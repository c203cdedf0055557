import { writeFile } from 'node:fs/promises'
import { readCommandLine } from '../command-line.ts'
import { openApiDocument } from './openapi-document.ts'
import { permissions } from './permissions.ts'

readCommandLine({
  about: 'Writes what Bicep reads of the code: deploy/azure/openapi.json and deploy/azure/permissions.json.',
  usage: 'npm run generate'
})
await write('openapi.json', await openApiDocument())
await write('permissions.json', permissions())

async function write(name: string, text: string): Promise<void> {
  await writeFile(new URL(name, import.meta.url), text)
  console.log(`deploy/azure/${name} is written.`)
}
