import { formatQuery, parseQuery } from '../http/query.ts'
import type { Policy } from '../pipeline/policy.ts'
import { literalBoolean, required } from '../pipeline/schema.ts'
import { COPY_UNMATCHED_PARAMETERS } from '../undocumented.ts'

export const rewriteUri: Policy = {
  name: 'rewrite-uri',
  sections: ['inbound'],
  schema: { attributes: { template: required, 'copy-unmatched-params': literalBoolean } },
  run(call, element) {
    const held = parseQuery(call.request.query)
    const used = new Set<string>()
    const target = element.text(call, 'template').replace(/\{([^{}]+)\}/g, (_, name: string) => {
      used.add(name)
      const value = call.parameters.get(name) ?? held.find((parameter) => parameter.name === name)?.value
      return encodeURIComponent(value ?? '')
    })
    const [path = '', query = ''] = target.split('?')
    const own = parseQuery(query)
    const copies = element.flag(call, 'copy-unmatched-params', COPY_UNMATCHED_PARAMETERS)
    const copied = held.filter(
      ({ name }) => copies && !used.has(name) && !own.some((mine) => mine.name === name)
    )
    call.request.path = path.startsWith('/') ? path : `/${path}`
    call.request.query = formatQuery([...own, ...copied])
    call.record.decide(`to ${call.request.path}${call.request.query}`)
  }
}
