import { Type } from '@sinclair/typebox'
import { pick } from './entity.ts'
import { listText } from './list-text.ts'
import { getPage, pageInputs, pageOutputs } from './page.ts'
import { Person, personFields, personText } from './person.ts'
import { defineTool } from './tool.ts'

export const listMyDirectReports = defineTool({
  name: 'list_my_direct_reports',
  title: 'List my direct reports',
  description:
    'Lists the people whose manager the signed-in user is, from Microsoft Graph. The list is empty for someone who manages nobody.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Type.Object(pageInputs, { title: 'ListMyDirectReportsInput', additionalProperties: false }),
  output: Type.Object(
    { people: Type.Array(Person, { description: 'The direct reports.' }), ...pageOutputs },
    { title: 'DirectReports', description: 'A page of people.', additionalProperties: false }
  ),
  apiScope: 'tools.people.read',
  graphScopes: ['User.Read.All'],
  async run(input, context) {
    const query = { $select: personFields }
    const { items, next } = await getPage(context, { path: '/me/directReports', query, input })
    return { people: items.map((item) => pick(Person, item)), ...next }
  },
  text: ({ people, ...next }) => listText(people.map(personText), next)
})
