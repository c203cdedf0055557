import type { Node } from 'web-tree-sitter'
import type { Value } from './bound.ts'
import type { Scope } from './scope.ts'

/** Records which bodies the expression may read, so that the gateway buffers no others. */
export function noteBody(node: Node, receiver: Value, name: string, scope: Scope): void {
  const { reads } = scope.unit
  const of = receiver.type.definition.shortName
  if (of === 'IRequest' && name === 'Body') reads.request = true
  if (of !== 'IResponse' || name !== 'Body') return
  const direct = node.childForFieldName('expression')?.text ?? ''
  if (/^context\s*\??\.\s*Response$/.test(direct)) reads.response = true
  else reads.otherBody = true
}

/** The recorded bodies. A response that is read through a local may come from any variable that the expression names. */
export function bodiesRead(
  reads: Scope['unit']['reads'],
  source: string
): { request: boolean; response: boolean; variables: string[] } {
  const { request, response, otherBody, variables } = reads
  const aliased = otherBody && /context\s*\??\.\s*Response\b(?!\s*\??\.)/.test(source)
  return { request, response: response || aliased, variables: otherBody ? [...variables] : [] }
}
