import { z } from 'zod'

/** The tools of the service, as it describes them itself; each answers as its `hello` does. */
export const { tools } = await (await fetch(`${process.env.SERVICE_URL}/tools`)).json()

/** The same with Zod schemas, which most documents recommend. */
export const zodTools = tools.map((tool) => ({
  ...tool,
  inputSchema: z.fromJSONSchema(tool.inputSchema),
  outputSchema: z.fromJSONSchema(tool.outputSchema)
}))

export function run({ name = 'world' }) {
  const message = `Hello, ${name}!`
  return { content: [{ type: 'text', text: message }], structuredContent: { message } }
}
