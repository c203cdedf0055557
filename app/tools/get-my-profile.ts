import { Type } from '@sinclair/typebox'
import { pick } from './entity.ts'
import { Person, personText } from './person.ts'
import { text } from './property.ts'
import { defineTool } from './tool.ts'

/** What the service shows of a Graph user; a field that the directory leaves empty is absent. */
export const Profile = Type.Object(
  {
    ...Person.properties,
    id: text('5f4c0e0a-5d0a-4a55-8f3c-7d6a2a0c9b11', 'The object id of the user.'),
    preferredLanguage: Type.Optional(text('en-GB', 'The language, as an ISO 639-1 code with a region.'))
  },
  { title: 'Profile', description: 'The profile.', additionalProperties: false }
)

const path = `/me?$select=${Object.keys(Profile.properties).join(',')}`

export const getMyProfile = defineTool({
  name: 'get_my_profile',
  title: 'Get my profile',
  description:
    'Gets the profile of the signed-in user from Microsoft Graph: name, sign-in name, e-mail address, job title, department, office and language.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: Type.Object({}, { title: 'GetMyProfileInput', additionalProperties: false }),
  output: Profile,
  graphScopes: ['User.Read'],
  async run(_input, { graph }) {
    return pick(Profile, await graph.get(path))
  },
  text: personText
})
