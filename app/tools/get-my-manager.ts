import { Type } from '@sinclair/typebox'
import { pick } from './entity.ts'
import { Person, personFields, personText } from './person.ts'
import { defineTool } from './tool.ts'

export const getMyManager = defineTool({
  name: 'get_my_manager',
  title: 'Get my manager',
  description:
    'Gets the manager of the signed-in user from Microsoft Graph: name, sign-in name, e-mail address, job title, department and office. The code graph_not_found means that the directory names no manager.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Type.Object({}, { title: 'GetMyManagerInput', additionalProperties: false }),
  output: Person,
  apiScope: 'tools.people.read',
  graphScopes: ['User.Read.All'],
  async run(_input, { graph }) {
    return pick(Person, await graph.get(`/me/manager?$select=${personFields}`))
  },
  text: personText
})
