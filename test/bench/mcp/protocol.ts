import Fastify from 'fastify'
import { userScope } from '../../../app/caller.ts'
import { readConfig } from '../../../app/config.ts'
import { tools } from '../../../app/tools/index.ts'
import toolLimit from '../../../plugins/tool-limit.ts'
import { mcpRoute } from '../../../routes/mcp/index.ts'

/** The protocol by itself, on a bare Fastify: everyone is the same caller. TOOLS asks for more or fewer tools. */
const { PORT, TOOLS = tools.length } = process.env
const config = readConfig(process.env)
const caller = { name: 'Ada', scopes: new Set([userScope]) }
const served = Array.from({ length: Number(TOOLS) }, (_, index) => {
  const tool = tools[index % tools.length]
  return index < tools.length ? tool : { ...tool, name: `${tool?.name}_${index}` }
}).filter((tool) => tool !== undefined)

const app = Fastify()
app.decorateRequest('caller', { getter: () => caller as never })
app.decorateRequest('logFields', { getter: () => ({}) })
await app.register(toolLimit, { config })
await app.register(mcpRoute, { config, tools: served as typeof tools })
await app.listen({ host: '127.0.0.1', port: Number(PORT) })
