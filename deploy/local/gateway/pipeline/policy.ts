import type { Call } from '../call/call.ts'
import type { Scope, Section } from '../call/section.ts'
import type { ExpressionContext, Place } from '../expressions/index.ts'
import type { Schema } from './schema.ts'

/** A policy element: what it may look like, where it may stand, and what it does to a call. */
export interface Policy {
  name: string
  sections: readonly Section[]
  schema: Schema
  /** The scopes whose documents may hold it; all unless it says. */
  scopes?: readonly Scope[]
  /** How often it may stand in one section of a document, fragments included; any number unless it says. */
  mostPerSection?: number
  /** Whether a fragment may hold it: yes, unless it says. */
  inFragments?: boolean
  /** Says in one sentence what is wrong with an element beyond its schema. */
  check?(element: Element, known: Known): string | undefined
  /** A preflight runs the policies that say so, and no other. */
  runsOnPreflight?: true
  /** The attribute that names a fragment; the loader compiles the fragment's policies into the element's steps. */
  fragmentAttribute?: string
  run(call: Call, element: Element): Promise<void> | void
}

/** What exists beside the policies and may be named in them. */
export interface Known {
  /** URLs of the backend entities by id. */
  backends: ReadonlyMap<string, string>
}

/** One policy of a loaded document, ready to run. */
export interface Step {
  policy: Policy
  element: Element
  scope: Scope
  section: Section
}

export type Pipeline = Record<Section, Step[]>

/** What an expression is evaluated against. */
export interface Evaluates {
  context: ExpressionContext
}

/** A checked policy element whose values are read once per call. */
export interface Element {
  name: string
  /** As `LastError.Path` says it: `choose[3]/when[2]`. */
  path: string
  place: Place
  /** Which bodies its expressions read, those of nested policies aside. */
  reads: { request: boolean; response: boolean }
  steps: Step[]
  has(attribute: string): boolean
  /** The C# value, or the literal. */
  value(call: Evaluates, attribute: string): unknown
  text(call: Evaluates, attribute: string, fallback?: string): string
  number(call: Evaluates, attribute: string, fallback?: number): number
  flag(call: Evaluates, attribute: string, fallback?: boolean): boolean
  /** The element's own text; a literal is trimmed unless `verbatim`. */
  content(call: Evaluates): string
  verbatim(call: Evaluates): string
  /** An attribute, or without one the element's text, as it was written: a literal or an expression. */
  source(attribute?: string): string
  /** Whether that is an expression. */
  computed(attribute?: string): boolean
  all(child: string): Element[]
  first(child: string): Element | undefined
}
