import type { Node } from 'web-tree-sitter'
import type { Value } from './bound.ts'
import type { Scope } from './scope.ts'

/** Keeps account of the bodies that the expression may read, so that the gateway buffers no other. */
export function noteBody(node: Node, receiver: Value, name: string, scope: Scope): void {
  const { reads } = scope.unit
  const of = receiver.type.definition.shortName
  if (of === 'IRequest' && name === 'Body') reads.request = true
  if (of !== 'IResponse' || name !== 'Body') return
  const direct = node.childForFieldName('expression')?.text ?? ''
  if (/^context\s*\??\.\s*Response$/.test(direct)) reads.response = true
  else reads.otherBody = true
}

/** What was noted, where a response read through a variable may be any that the expression names. */
export function bodiesRead(
  reads: Scope['unit']['reads'],
  source: string
): { request: boolean; response: boolean; variables: string[] } {
  const { request, response, otherBody, variables } = reads
  const aliased = otherBody && /context\s*\??\.\s*Response\b(?!\s*\??\.)/.test(source)
  return { request, response: response || aliased, variables: otherBody ? [...variables] : [] }
}
