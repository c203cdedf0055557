import type { FastifyInstance } from 'fastify'
import { isObject } from '../../app/json-object.ts'

type Parse = ReturnType<FastifyInstance['getDefaultJsonParser']>

const digits = /^-?\d{1,100}$/

/**
 * A JSON parser that reads ids and progress tokens of more digits than a number holds as bigints: a client would wait for
 * ever for the answer to the rounded one. Only a body that has one is read a second time.
 */
export function keepLongIds(parse: Parse): Parse {
  return (request, text, done) =>
    parse(request, text, (error, value) => {
      const isRounded = !error && (Array.isArray(value) ? value.some(holdsRounded) : holdsRounded(value))
      done(error, isRounded ? readExactly(String(text), value) : value)
    })
}

function holdsRounded(message: unknown): boolean {
  return isObject(message) && (wasRounded(message.id) || wasRounded(metaOf(message)?.progressToken))
}

function wasRounded(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
}

function metaOf({ params }: Record<string, unknown>): Record<string, unknown> | undefined {
  return isObject(params) && isObject(params._meta) ? params._meta : undefined
}

/** What is not written in digits alone stays the number that it was rounded to. */
function readExactly(text: string, rounded: unknown): unknown {
  const exact = new Map<unknown, bigint>()
  const value = parseWithSources(text, (holder, key, value, source) => {
    if ((key === 'id' || key === 'progressToken') && wasRounded(value) && digits.test(source))
      exact.set(holder, BigInt(source))
  })
  if (value === undefined) return rounded
  for (const message of [value].flat()) {
    if (!isObject(message)) continue
    const meta = metaOf(message)
    if (exact.has(message)) message.id = exact.get(message)
    if (meta && exact.has(meta)) meta.progressToken = exact.get(meta)
  }
  return value
}

type Visit = (holder: unknown, key: string, value: unknown, source: string) => void

/** `JSON.parse` with source text access (ECMA-262), which TypeScript does not know yet; undefined is nested too deeply. */
function parseWithSources(text: string, visit: Visit): unknown {
  function reviver(this: unknown, key: string, value: unknown, context?: { source?: string }) {
    visit(this, key, value, context?.source ?? '')
    return value
  }
  try {
    return JSON.parse(text, reviver)
  } catch {
    return undefined
  }
}
