import { type Static, Type } from '@sinclair/typebox'
import { type Entity, entityOf, pick } from './entity.ts'
import { listText } from './list-text.ts'
import { getPage, pageInputs, pageOutputs } from './page.ts'
import { Person, personFields, personText } from './person.ts'
import { SearchText, searchWords } from './search-words.ts'
import { defineTool } from './tool.ts'

export const searchPeople = defineTool({
  name: 'search_people',
  title: 'Search people',
  description:
    'Finds people by name or e-mail address among those whom the signed-in user works with, the most relevant first. Use it to learn the e-mail address or job of somebody whose name is known.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Type.Object(
    { query: SearchText('tanaka', 'Words of the name or of the e-mail address.'), ...pageInputs },
    { title: 'SearchPeopleInput', additionalProperties: false }
  ),
  output: Type.Object(
    { people: Type.Array(Person, { description: 'Who was found.' }), ...pageOutputs },
    { title: 'FoundPeople', description: 'A page of people.', additionalProperties: false }
  ),
  apiScope: 'tools.people.read',
  graphScopes: ['People.Read'],
  async run(input, context) {
    const query = {
      $search: `"${searchWords(input.query, 'query')}"`,
      $select: personFields.replace('mail', 'scoredEmailAddresses')
    }
    const { items, next } = await getPage(context, { path: '/me/people', query, input })
    return { people: items.map(toPerson), ...next }
  },
  text: ({ people, ...next }) => listText(people.map(personText), next)
})

/** A Graph person has no `mail`, but addresses with the likeliest first. */
function toPerson(entity: Entity): Static<typeof Person> {
  const addresses = entity.scoredEmailAddresses
  const mail = Array.isArray(addresses) ? entityOf(addresses[0]).address : undefined
  return pick(Person, { ...entity, mail })
}
