import { Type } from '@sinclair/typebox'
import { version } from '../service.ts'
import { text } from './property.ts'
import { defineTool } from './tool.ts'

export const getStatus = defineTool({
  name: 'get_status',
  title: 'Get the status',
  description:
    'Tells the version of this service, who it takes the signed-in user for, and which scopes their access token has. Use it to learn why another tool is refused; it calls nobody.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Type.Object({}, { title: 'GetStatusInput', additionalProperties: false }),
  output: Type.Object(
    {
      version: text('1.0.0', 'The version of the service.'),
      uptimeSeconds: Type.Integer({ description: 'Since the service started.', examples: [3600] }),
      user: Type.Object(
        {
          objectId: text('5f4c0e0a-5d0a-4a55-8f3c-7d6a2a0c9b11', 'The object id.'),
          name: Type.Optional(text('Ada Lovelace', 'The name.')),
          username: Type.Optional(text('ada@contoso.com', 'The sign-in name.'))
        },
        { additionalProperties: false }
      ),
      scopes: Type.Array(Type.String(), {
        description: 'The scopes of the access token, by their short names.',
        examples: [['access_as_user']]
      })
    },
    { title: 'UserStatus', description: 'The status.', additionalProperties: false }
  ),
  run(_input, { caller: { objectId, name, username, scopes } }) {
    return {
      version,
      uptimeSeconds: Math.floor(process.uptime()),
      user: { objectId, ...(name && { name }), ...(username && { username }) },
      scopes: [...scopes]
    }
  },
  text: ({ user, scopes, ...status }) =>
    `Version ${status.version}. Signed in as ${user.name ?? user.username ?? user.objectId}, with the scopes ${scopes.join(', ')}.`
})
