import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerProblems, graphProblems } from '../app/problems/codes.ts'
import { getMyProfile, Profile } from '../app/tools/get-my-profile.ts'
import type { ToolContext } from '../app/tools/tool.ts'

/** `GET /me`: the Graph profile of the signed-in user. */
export const meRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/me',
    {
      config: { problems: [...callerProblems, ...graphProblems] },
      schema: {
        operationId: 'get-me',
        tags: ['graph'],
        summary: 'Get my profile',
        description:
          'The Microsoft Graph profile of the signed-in user. Fields that the directory leaves empty are absent.',
        response: { 200: Profile }
      }
    },
    (request) => getMyProfile.run({}, request as ToolContext)
  )
}
