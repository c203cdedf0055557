import { readFile, writeFile } from 'node:fs/promises'
import { readCommandLine } from '../command-line.ts'
import { openApiDocument } from './openapi-document.ts'
import { permissions } from './permissions.ts'

readCommandLine({
  about: 'Writes what Bicep reads of the code: deploy/azure/openapi.json and deploy/azure/permissions.json.',
  usage: 'npm run generate'
})
const { apiScopes } = JSON.parse(await readFile(fileOf('permissions.json'), 'utf8'))
await write('openapi.json', await openApiDocument())
await write('permissions.json', permissions(apiScopes))

async function write(name: string, text: string): Promise<void> {
  await writeFile(fileOf(name), text)
  console.log(`deploy/azure/${name} is written.`)
}

function fileOf(name: string): URL {
  return new URL(name, import.meta.url)
}
