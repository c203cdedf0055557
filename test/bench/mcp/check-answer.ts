import { deepEqual } from 'node:assert/strict'
import type { McpRequest } from './requests.ts'
import type { Subject } from './subjects.ts'

interface Result {
  content?: unknown
  structuredContent?: unknown
  tools?: {
    name: string
    description: string
    inputSchema: { properties?: object }
    outputSchema: { properties: object }
  }[]
}

/** What a subject answers, byte for byte; throws unless its result is the right one, which the first has to tell. */
export async function checkAnswer({ name, url }: Subject, { options }: McpRequest, right?: Result) {
  const response = await fetch(url, options)
  const text = await response.text()
  const result = essence(resultOf(text) ?? {})
  if (!response.ok || !(result.tools ?? result.content))
    throw new Error(`${name}: ${response.status} ${text}`)
  if (right) deepEqual(result, essence(right), `${name} answers otherwise`)
  return text
}

/** The result of a JSON answer, or of one that came as events. */
export function resultOf(text: string | undefined): Result | undefined {
  if (text === undefined) return undefined
  const data = /^data: (\{.*)$/m.exec(text)?.[1] ?? text
  return JSON.parse(data).result
}

/** Verification is measured, so it must take place: one changed character of the signature is refused. */
export async function checkRefusal({ name, url }: Subject, { options }: McpRequest) {
  const authorization = options.headers.authorization ?? ''
  const last = authorization.at(-10) === 'A' ? 'B' : 'A'
  const forged = `${authorization.slice(0, -10)}${last}${authorization.slice(-9)}`
  const { status } = await fetch(url, { ...options, headers: { ...options.headers, authorization: forged } })
  if (status !== 401) throw new Error(`${name} answers ${status} to a forged token`)
}

/** The revisions and the libraries differ in more than this, such as in how they write the same schema. */
function essence({ content, structuredContent, tools }: Result) {
  return {
    content,
    structuredContent,
    tools: tools?.map(({ name, description, inputSchema, outputSchema }) => ({
      name,
      description,
      input: Object.keys(inputSchema.properties ?? {}),
      output: Object.keys(outputSchema.properties)
    }))
  }
}
