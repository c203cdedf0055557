import { isDeepStrictEqual } from 'node:util'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { echo } from '../../../app/tools/echo.ts'
import { hello } from '../../../app/tools/hello.ts'
import { defineTool, type ToolContext } from '../../../app/tools/tool.ts'
import { startChain } from '../../chain.ts'
import { userClaims } from '../../user-claims.ts'
import { differences, type Seen } from './sdk/differences.ts'
import { requests, type Sent } from './sdk/requests.ts'
import { sdkServer } from './sdk/server.ts'

const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
const Said = Type.Object(
  { said: Type.String() },
  { title: 'Said', description: 'What was said.', additionalProperties: false }
)
const tools = [
  hello,
  echo,
  defineTool({
    name: 'say',
    title: 'Say',
    description: 'Says something somewhere.',
    annotations,
    input: Type.Object(
      {
        mood: Type.Optional(
          Type.Unsafe<string>({ type: 'string', enum: ['glad', 'calm'], 'x-mcp-header': 'Mood' })
        ),
        times: Type.Optional(Type.Integer({ default: 1, maximum: 9 })),
        place: Type.Optional(Type.Object({ floor: Type.Integer({ 'x-mcp-header': 'Floor' }) }))
      },
      { title: 'SayInput', additionalProperties: false }
    ),
    output: Said,
    run: ({ mood = 'calm' }) => ({ said: mood })
  }),
  defineTool({
    name: 'crash',
    title: 'Crash',
    description: 'Fails.',
    annotations,
    input: Type.Object({}, { title: 'CrashInput' }),
    output: Said,
    run: () => {
      throw new Error('hunter2')
    }
  })
]

t.test(
  'the endpoint answers as the official SDK does, but where the specification says otherwise',
  async (t) => {
    const { serviceUrl, entra, config } = await startChain(t, { gateway: false, tools })
    const token = await entra.sign(userClaims(config))
    const theirs = await sdkServer(t, tools, { caller: { name: 'Nancy Davis' } } as ToolContext)
    const used = new Set<string>()
    const all = requests()
    t.ok(all.length > 300, `${all.length} requests`)

    for (const request of all) {
      const [our, their] = [await ask(`${serviceUrl}/mcp`, token, request), await ask(theirs, token, request)]
      if (isDeepStrictEqual(our, their)) continue
      const difference = differences.find(({ applies }) => applies(request, our, their))
      if (difference) used.add(difference.reason)
      else t.strictSame(our, their, request.name)
    }
    for (const { reason } of differences) t.ok(used.has(reason), `still so: ${reason}`)
  }
)

/** What matters of an answer: the words of errors are each one's own. */
async function ask(url: string, token: string, { method, headers, body }: Sent): Promise<Seen> {
  const given = Object.entries({
    authorization: `Bearer ${token}`,
    accept: 'application/json, text/event-stream',
    ...(method === 'POST' && { 'content-type': 'application/json' }),
    ...headers
  }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url, { method, headers: given, ...(body !== undefined && { body: text }) })
  return { status: response.status, messages: messagesOf(await response.text()) }
}

/** The SDK answers the older revisions by events. */
function messagesOf(text: string) {
  const json = text.startsWith('event:') ? text.split('\n\n').filter(Boolean).map(dataOf) : text ? [text] : []
  return json.flatMap((one) => JSON.parse(one)).map(withoutWords)
}

function dataOf(event: string): string {
  return /^data: (.*)$/m.exec(event)?.[1] ?? ''
}

interface Message {
  id?: unknown
  error?: { code: number }
  result?: { isError?: boolean }
}

function withoutWords({ id, error, result }: Message): Seen['messages'][number] {
  return {
    ...(id !== undefined && { id }),
    ...(error && { error: error.code }),
    ...(result && { result: result.isError ? { ...result, content: [] } : result })
  }
}
