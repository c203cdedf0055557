import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '../../../deploy/bicep/bicep.ts'
import { type Predicted, predictedFile } from '../../../deploy/bicep/default-deployment.ts'

const root = join(import.meta.dirname, '../../..')

/** What the templates make by default, as it is committed. `bicep.test.ts` compares it with what Bicep says. */
export const main = read('main')
export const app = read('app')

/** The resources of a type; of Graph's, without the version. */
export function ofType<Properties = Record<string, unknown>>(type: string, { resources } = main) {
  return resources
    .filter((resource) => resource.type.replace(/@.*/, '') === type)
    .map((resource) => ({ name: '', ...resource, properties: resource.properties as Properties }))
}

/** The only resource of a type. */
export function only<Properties = Record<string, unknown>>(type: string, predicted = main) {
  const [resource, ...others] = ofType<Properties>(type, predicted)
  if (!resource || others.length > 0) throw new Error(`There is not one ${type}, but ${others.length + 1}.`)
  return resource
}

/** The last part of a name such as `gateway/api/operation`. */
export function ownName({ name = '' }: Resource): string {
  return name.split('/').at(-1) ?? ''
}

export function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function read(name: 'main' | 'app'): Predicted {
  return JSON.parse(readFileSync(predictedFile(name), 'utf8'))
}
