import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Api, PublishedApi } from '../api/operations.ts'
import type { Scope } from '../call/section.ts'
import { loadGrammar } from '../expressions/index.ts'
import type { Known, Pipeline } from '../pipeline/policy.ts'
import { type Document, type Fragment, inline, readDocument, readFragment } from './document.ts'
import { PolicyLoadError } from './policy-load-error.ts'

export interface LoadedPolicies {
  /** Whether the folder has a product. All APIs then belong to it, and it requires no subscription. */
  product: boolean
  pipeline(api: Api, operation: string | undefined): Pipeline
}

const nothing: Pipeline = { inbound: [], backend: [], outbound: [], 'on-error': [] }
// The global policy of a new API Management instance.
const defaultGlobal =
  '<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>'
const passThrough =
  '<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>'

/** Loads a policy folder and composes the scopes of each operation. Throws a `PolicyLoadError` for the first fault. */
export async function loadPolicies(
  folder: string,
  apis: PublishedApi[],
  namedValues: Record<string, string>,
  known: Known,
  asDeployed = (policy: string) => policy
): Promise<LoadedPolicies> {
  await loadGrammar()
  const tools = {
    namedValues,
    known,
    fragments: await readFragments(join(folder, 'fragments')),
    included: new Set<string>()
  }
  const global = inline(
    (await read('global.xml', 'global')) ?? readDocument(defaultGlobal, 'global', 'global', tools),
    nothing
  )
  const product = await read('product.xml', 'product')
  const operations = await readOperations()
  const pipelines = new Map<string, Pipeline>()
  for (const { api, file } of apis) {
    const above = product ? inline(product, global) : global
    const own = inline((await read(file, 'api')) ?? readDocument(passThrough, file, 'api', tools), above)
    pipelines.set(key(api), own)
    for (const { id } of api.operations) {
      const document = operations.get(id)
      pipelines.set(key(api, id), document ? inline(document, own) : own)
      operations.delete(id)
    }
  }
  for (const id of operations.keys()) {
    throw new PolicyLoadError(
      { file: `operations/${id}.xml`, line: 1, column: 1 },
      `no API has the operation ${id}: name the file after an operationId of the OpenAPI document`
    )
  }
  for (const [id, { root }] of tools.fragments) {
    if (!tools.included.has(id)) {
      throw new PolicyLoadError(root.place, 'no policy includes this fragment: include it or delete the file')
    }
  }
  return { product: product !== undefined, pipeline: (api, id) => pipelines.get(key(api, id)) ?? global }

  async function read(file: string, scope: Scope) {
    const text = await textOf(join(folder, file))
    return text === undefined ? undefined : readDocument(asDeployed(text), file, scope, tools)
  }

  async function readOperations() {
    const found = new Map<string, Document>()
    for (const file of await xmlFiles(join(folder, 'operations'))) {
      const document = await read(`operations/${file}`, 'operation')
      if (document) found.set(basename(file, '.xml'), document)
    }
    return found
  }
}

async function readFragments(folder: string): Promise<Map<string, Fragment>> {
  const fragments = new Map<string, Fragment>()
  for (const file of await xmlFiles(folder)) {
    const text = await readFile(join(folder, file), 'utf8')
    fragments.set(basename(file, '.xml'), readFragment(text, `fragments/${file}`))
  }
  return fragments
}

async function xmlFiles(folder: string) {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.xml')).sort()
}

async function textOf(file: string) {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

function key(api: Api, operation = '') {
  return `${api.path} ${operation}`
}
