import { formatQuery, parseQuery, queryParameter } from '../http/query.ts'
import type { Policy } from '../pipeline/policy.ts'
import { namedValuesSchema } from './set-header.ts'

export const setQueryParameter: Policy = {
  name: 'set-query-parameter',
  sections: ['inbound', 'backend'],
  schema: namedValuesSchema,
  run(call, element) {
    const name = element.text(call, 'name')
    const action = element.text(call, 'exists-action', 'override')
    const values = element.all('value').map((value) => value.content(call))
    const parameters = parseQuery(call.request.query)
    const exists = parameters.some((parameter) => parameter.name === name)
    if (exists && action === 'skip') return
    const kept = action === 'append' ? parameters : parameters.filter((parameter) => parameter.name !== name)
    const added = action === 'delete' ? [] : values.map((value) => queryParameter(name, value))
    call.request.query = formatQuery([...kept, ...added])
    call.record.decide(`${name} ${action}`)
  }
}
