import { isObject } from '../json-object.ts'

/** A question to the client's user, model or workspace. */
export interface InputRequest {
  method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list'
  params?: Record<string, unknown>
}

/** Thrown by a tool that cannot go on before the client answers; the call comes again with `responses` and `state`. */
export class InputRequired extends Error {
  override name = 'InputRequired'
  readonly requests: Record<string, InputRequest>
  readonly state: unknown

  constructor(requests: Record<string, InputRequest>, state?: unknown) {
    super('the client must answer first')
    this.requests = requests
    this.state = state
  }
}

/** The capabilities that the client would have to declare for these requests, or undefined when it has them all. */
export function missingCapabilities(
  requests: Record<string, InputRequest>,
  declared: Record<string, unknown>
): object | undefined {
  const missing: Record<string, object> = {}
  for (const { method, params } of Object.values(requests)) {
    if (method === 'roots/list' && !isObject(declared.roots)) missing.roots = {}
    if (method === 'sampling/createMessage' && !isObject(declared.sampling)) missing.sampling = {}
    if (method !== 'elicitation/create') continue
    const mode = params?.mode === 'url' ? 'url' : 'form'
    if (!canElicit(declared, mode)) missing.elicitation = { ...missing.elicitation, [mode]: {} }
  }
  return Object.keys(missing).length ? missing : undefined
}

/** An empty declaration of elicitation stands for forms. */
export function canElicit({ elicitation }: Record<string, unknown>, mode: 'form' | 'url'): boolean {
  if (!isObject(elicitation)) return false
  return mode in elicitation || (mode === 'form' && !('url' in elicitation))
}
