import { parseObject } from '../../app/json-object.ts'
import { Problem } from '../../app/problems/problem.ts'

/** The JSON object of Graph's answer. Its strings are well-formed Unicode: half a surrogate pair becomes U+FFFD. */
export function readObject(text: string): Record<string, unknown> {
  // Decoded UTF-8 is well-formed, so only an escape can bring half a pair.
  const object = parseObject(surrogate.test(text) ? text.replace(escapes, replaceHalf) : text)
  if (object) return object
  throw new Problem('graph_unavailable', { cause: new Error('Graph did not answer with a JSON object') })
}

const surrogate = /\\u[dD][89a-fA-F]/

/** Matches every escape of a JSON text, so that an escaped backslash does not start another. It captures half a pair. */
const escapes = /\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(u[dD][89a-fA-F]\w\w)|[\s\S])/g

function replaceHalf(whole: string, half: string | undefined): string {
  return half ? '\\ufffd' : whole
}
