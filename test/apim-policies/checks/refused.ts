import assert from 'node:assert/strict'
import { userScope } from '../../../app/caller.ts'
import { challenge } from '../../../app/problems/challenge.ts'
import type { ProblemCode } from '../../../app/problems/codes.ts'
import { missingScopes } from '../../../app/problems/missing-scopes.ts'
import { Problem } from '../../../app/problems/problem.ts'
import { tools } from '../../../app/tools/index.ts'
import { signInScopes } from '../../../app/tools/tool.ts'
import type { Answer } from '../../answer.ts'
import type { Gate } from '../gate.ts'

/** An answer is the problem of that code, complete: status, document, challenge, headers, and nothing else. */
export function assertProblem(
  { config }: Gate,
  { status, headers, json }: Answer,
  code: ProblemCode,
  options: ConstructorParameters<typeof Problem>[1] = {},
  metadataUrl = config.metadataUrl
): void {
  const retryAfter = headers.get('retry-after')
  const problem =
    code === 'scope_insufficient'
      ? missingScopes({ scopes: new Set() }, [userScope], config)
      : new Problem(code, { ...options, ...(retryAfter && { retryAfter: Number(retryAfter) }) })
  assert.ok(problem)
  const { requestId, title, ...rest } = json
  assert.equal(json.code, code)
  assert.equal(status, problem.status)
  assert.deepEqual(rest, {
    type: 'about:blank',
    status: problem.status,
    detail: problem.message,
    code,
    ...(options.consentUrl && { consentUrl: options.consentUrl })
  })
  assert.match(String(requestId), /^[0-9a-f]{32}$/)
  assert.equal(typeof title, 'string')
  const signIn = signInScopes(config, tools)
  assert.equal(headers.get('www-authenticate') ?? undefined, challenge(problem, config, signIn, metadataUrl))
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
}

/** Problem documents and the headers that belong to them are the same, request ids aside. */
export function assertSameProblem(one: Answer, other: Answer): void {
  assert.deepEqual(essence(one), essence(other))
}

function essence({ status, headers, json }: Answer) {
  const names = ['www-authenticate', 'retry-after', 'allow', 'content-type']
  return {
    status,
    json: { ...json, requestId: typeof json.requestId },
    headers: names.map((name) => headers.get(name)?.replace(/; charset=utf-8$/, ''))
  }
}

/** Neither Entra nor the service heard of the call. */
export function assertNothingWentOut(gate: Gate): void {
  assert.deepEqual(gate.toService(), [])
  assert.deepEqual(gate.exchanges(), [])
}
