import type { Call } from '../call/call.ts'
import type { Schema } from '../load/check-element.ts'
import type { Element } from '../load/element.ts'

export const sections = ['inbound', 'backend', 'outbound', 'on-error'] as const
export type Section = (typeof sections)[number]
export type Scope = 'global' | 'product' | 'api' | 'operation'

/** A policy element: what it may look like, where it may stand, and what it does to a call. */
export interface Policy {
  name: string
  sections: readonly Section[]
  schema: Schema
  run(call: Call, element: Element): Promise<void> | void
}

/** One policy of a loaded document, ready to run. */
export interface Step {
  policy: Policy
  element: Element
  scope: Scope
  section: Section
}

export type Pipeline = Record<Section, Step[]>
