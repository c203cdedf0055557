import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import type { Answer } from './answer.ts'

interface Document {
  paths?: Record<string, Record<string, Operation>>
  components?: object
}

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

/**
 * Compares answers with the OpenAPI document: operation, status, content type and body must be described. A request
 * outside of the document (an unknown path or method) must be refused. The check returns what disagrees, in a sentence.
 */
export function createDocumentCheck(document: object) {
  const { paths = {}, components } = document as Document
  const ajv = new Ajv({ strict: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'document', components })

  return function check(method: string, url: string, answer: Answer): string | undefined {
    // Another case and a slash at the end are spellings of the same path, for the service as for API Management.
    const path = (url.split('?', 1)[0] as string).toLowerCase().replace(/(.)\/$/, '$1')
    if (/^\/(status\/|\.well-known\/)/.test(path)) return undefined
    const operation = operationOf(method, path)
    if (!operation)
      return [204, 404, 405].includes(answer.status) ? undefined : `${method} ${path} is not in the document`
    const described = operation.responses[answer.status]
    if (!described) return `${method} ${path} answers an undescribed ${answer.status}`
    if (method === 'HEAD' || !described.content)
      return answer.text === '' ? undefined : 'a body where none is described'
    const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
    const media = described.content[type]
    if (!media && described.content['*/*']) return undefined
    if (!media) return `${method} ${path} ${answer.status} has the undescribed content type ${type}`
    return type.includes('json') ? validate(media.schema, answer.json) : undefined
  }

  function operationOf(method: string, path: string): Operation | undefined {
    const template = Object.keys(paths).find((one) =>
      new RegExp(`^${one.replace(/\{\w+\}/, '[^/]+')}$`).test(path)
    )
    return template ? paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()] : undefined
  }

  function validate(schema: object, body: object): string | undefined {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('#/', 'document#/'))
    return ajv.validate(absolute, body) ? undefined : ajv.errorsText()
  }
}
