import type { Call } from '../call/call.ts'
import type { Scope, Section } from '../call/section.ts'
import type { ExpressionContext, Place } from '../expressions/index.ts'
import type { Schema } from './schema.ts'

/** A kind of policy: the schema of its element, where it may stand, and what it does to a call. */
export interface Policy {
  name: string
  sections: readonly Section[]
  schema: Schema
  /** The scopes whose documents may hold it. All by default. */
  scopes?: readonly Scope[]
  /** How often it may appear in one section of a document, fragments included. Unlimited by default. */
  mostPerSection?: number
  /** Whether a fragment may hold it. True by default. */
  inFragments?: boolean
  /** Returns what is wrong with an element that fits the schema, in one sentence, or undefined. */
  check?(element: Element, known: Known): string | undefined
  /** A preflight runs only the policies with this mark. */
  runsOnPreflight?: true
  /** The attribute that names a fragment. The loader compiles the fragment's policies into the element's steps. */
  fragmentAttribute?: string
  run(call: Call, element: Element): Promise<void> | void
}

/** The entities outside the policy folder that policies may name. */
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

/** Anything with a `context`, against which an expression is evaluated. */
export interface Evaluates {
  context: ExpressionContext
}

/** A checked and compiled policy element. Each call evaluates its expressions anew. */
export interface Element {
  name: string
  /** The path as in `LastError.Path`, such as `choose[3]/when[2]`. */
  path: string
  place: Place
  /** Which bodies its expressions read, without those of nested policies. */
  reads: { request: boolean; response: boolean }
  steps: Step[]
  has(attribute: string): boolean
  /** The C# value of an expression, or the literal text. */
  value(call: Evaluates, attribute: string): unknown
  text(call: Evaluates, attribute: string, fallback?: string): string
  number(call: Evaluates, attribute: string, fallback?: number): number
  flag(call: Evaluates, attribute: string, fallback?: boolean): boolean
  /** The element's text without white space around it. */
  content(call: Evaluates): string
  /** The element's text, unchanged. */
  verbatim(call: Evaluates): string
  /** The source of an attribute, or of the element's text if none is named: a literal or an expression. */
  source(attribute?: string): string
  /** Whether that source is an expression. */
  computed(attribute?: string): boolean
  all(child: string): Element[]
  first(child: string): Element | undefined
}
