import { hash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Caller } from '../app/caller.ts'
import type { Config } from '../app/config.ts'
import { bodyProblems, callerProblems, graphProblems } from '../app/problems/codes.ts'
import { createReadArguments } from '../app/tools/read-arguments.ts'
import { scopesOf, type Tool, type ToolContext } from '../app/tools/tool.ts'

const JsonSchema = Type.Object({}, { additionalProperties: true, description: 'A JSON Schema 2020-12.' })

const ToolList = Type.Object(
  {
    tools: Type.Array(
      Type.Object({
        name: Type.String({ examples: ['get_my_profile'] }),
        title: Type.String(),
        description: Type.String(),
        inputSchema: JsonSchema,
        outputSchema: JsonSchema,
        annotations: Type.Object({
          readOnlyHint: Type.Boolean(),
          destructiveHint: Type.Boolean(),
          idempotentHint: Type.Boolean(),
          openWorldHint: Type.Boolean()
        }),
        scopes: Type.Array(Type.String(), {
          description: 'All the scopes that a call needs, as to ask for at sign-in.'
        })
      })
    )
  },
  { title: 'ToolList' }
)

interface Options {
  config: Config
  tools: readonly Tool[]
}

/** `GET /tools`: what there is to call. It never changes while the service runs, so it is written once. */
export const toolsRoute: FastifyPluginAsyncTypebox<Options> = async (app, { config, tools }) => {
  const list = JSON.stringify({ tools: tools.map((tool) => describe(tool, config)) })
  const etag = `"${hash('sha256', list, 'base64url')}"`

  app.get(
    '/tools',
    {
      schema: {
        operationId: 'list-tools',
        tags: ['tools'],
        summary: 'List the tools',
        description:
          'What MCP tools/list gives, as plain JSON, with the scopes that each tool needs. A token is optional.',
        response: {
          200: {
            description: 'The tools.',
            headers: { ETag: { type: 'string', description: 'Send it as If-None-Match.' } },
            content: { 'application/json': { schema: ToolList } }
          },
          304: { description: 'Not changed since the ETag in If-None-Match.', type: 'null' }
        }
      }
    },
    ({ headers }, reply) => {
      reply.header('etag', etag).header('cache-control', 'no-cache')
      if (matches(headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(list)
    }
  )
}

/** `POST /tools/{name}`: one operation a tool. */
export const toolCallRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { tools }) => {
  for (const tool of tools) {
    const readArguments = createReadArguments(tool.input)
    app.post(
      `/tools/${tool.name}`,
      {
        validatorCompiler: () => () => true,
        config: {
          tool: tool.name,
          scopes: scopesOf(tool),
          problems: [
            ...callerProblems,
            'rate_limited',
            ...bodyProblems,
            ...(tool.graphScopes ? graphProblems : [])
          ]
        },
        onRequest: async ({ caller }) => app.countToolCall(caller as Caller, tool.name),
        schema: {
          operationId: `call-${tool.name.replaceAll('_', '-')}`,
          tags: ['tools'],
          summary: tool.title,
          description: tool.description,
          body: tool.input,
          response: { 200: tool.output }
        }
      },
      async (request) => tool.run(readArguments(request.body ?? {}), request as ToolContext)
    )
  }
}

function describe(tool: Tool, config: Config) {
  const { name, title, description, input, output, annotations } = tool
  return {
    name,
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations,
    scopes: scopesOf(tool).map(config.scopeUri)
  }
}

/** RFC 9110 §13.1.2: a list, a star, and weak comparison. */
function matches(header: string | undefined, etag: string): boolean {
  return header === '*' || (header ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
