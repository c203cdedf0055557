import { type Scope, type Section, sections } from '../call/section.ts'
import type { Known, Pipeline, Step } from '../pipeline/policy.ts'
import { MOST_BYTES } from '../undocumented.ts'
import { compileElement } from './element.ts'
import { type FoundExpression, normalise } from './normalise.ts'
import { parseXml, type XmlElement } from './parse-xml.ts'
import { policyAt, type Standing } from './policy-at.ts'
import { PolicyLoadError } from './policy-load-error.ts'

export interface DocumentTools {
  namedValues: Record<string, string>
  known: Known
  fragments: Map<string, Fragment>
  /** The ids of the fragments that a policy includes. */
  included: Set<string>
}

export interface Fragment {
  root: XmlElement
  expressions: FoundExpression[]
}

/** The compiled policy file of one scope. `base` marks the place of the parent's section. */
export type Document = Record<Section, (Step | 'base')[]>

export function readFragment(text: string, file: string): Fragment {
  refuseSize(text, file, MOST_BYTES.fragment)
  const { xml, expressions } = normalise(text, file)
  const root = parseXml(xml, file)
  if (root.name !== 'fragment')
    throw new PolicyLoadError(root.place, `the root of a fragment is <fragment>, not <${root.name}>`)
  return { root, expressions }
}

export function readDocument(text: string, file: string, scope: Scope, tools: DocumentTools): Document {
  refuseSize(text, file, MOST_BYTES.document)
  const { xml, expressions } = normalise(text, file)
  const root = parseXml(xml, file)
  if (root.name !== 'policies')
    throw new PolicyLoadError(root.place, `the root of a policy document is <policies>, not <${root.name}>`)
  const document: Document = { inbound: [], backend: [], outbound: [], 'on-error': [] }
  const seen = new Set<string>()
  for (const element of root.children) {
    const section = sections.find((name) => name === element.name)
    if (!section)
      throw new PolicyLoadError(
        element.place,
        `<policies> holds ${sections.join(', ')}, not <${element.name}>`
      )
    if (seen.has(section))
      throw new PolicyLoadError(element.place, `<${section}> appears twice: merge the two`)
    refuseContent(element)
    seen.add(section)
    document[section] = compileList(element, {
      section,
      scope,
      inFragment: false,
      counts: new Map(),
      expressions,
      ...tools
    })
  }
  if (document.backend.length > 1) {
    throw new PolicyLoadError(
      root.place,
      '<backend> holds one element: <base />, <forward-request> or a policy that contains it'
    )
  }
  return document
}

interface Where extends DocumentTools, Standing {
  expressions: FoundExpression[]
}

function compileList(parent: XmlElement, where: Where): (Step | 'base')[] {
  return parent.children.map((child, index) =>
    child.name === 'base' ? base(child) : compilePolicy(child, nth(parent, index), where)
  )
}

function compilePolicy(xml: XmlElement, path: string, where: Where): Step {
  const policy = policyAt(xml, where)
  const attributes = { id: { type: 'string', literal: true } as const, ...policy.schema.attributes }
  const element = compileElement(xml, { ...policy.schema, attributes }, { ...where, path, steps })
  const problem = policy.check?.(element, where.known)
  if (problem !== undefined) throw new PolicyLoadError(xml.place, problem)
  return {
    policy,
    scope: where.scope,
    section: where.section,
    element: policy.fragmentAttribute ? { ...element, steps: included(policy.fragmentAttribute) } : element
  }

  function steps(holder: XmlElement, holderPath: string) {
    return holder.children.map((child, index) =>
      compilePolicy(child, `${holderPath}/${nth(holder, index)}`, where)
    )
  }

  function included(attribute: string) {
    const id = element.source(attribute)
    const fragment = where.fragments.get(id)
    if (!fragment) {
      throw new PolicyLoadError(
        xml.place,
        `there is no fragment ${id}: check the id, or add fragments/${id}.xml`
      )
    }
    if (where.inFragment) {
      throw new PolicyLoadError(
        xml.place,
        `a fragment includes no other: include ${id} where this one is included`
      )
    }
    where.included.add(id)
    const { root, expressions } = fragment
    refuseContent(root)
    return root.children.map((child, index) =>
      compilePolicy(child, `${path}/${nth(root, index)}`, { ...where, expressions, inFragment: true })
    )
  }
}

function refuseSize(text: string, file: string, most: number) {
  const size = Buffer.byteLength(text)
  if (size <= most) return
  throw new PolicyLoadError(
    { file, line: 1, column: 1 },
    `the file has ${size} bytes and API Management accepts ${most}: move a part into a fragment of its own`
  )
}

function refuseContent({ name, place, attributes, text }: XmlElement) {
  if (text.trim() !== '') throw new PolicyLoadError(place, `<${name}> holds no text: remove it`)
  if (Object.keys(attributes).length > 0)
    throw new PolicyLoadError(place, `<${name}> has no attributes: remove them`)
}

function base(xml: XmlElement): 'base' {
  if (xml.children.length > 0)
    throw new PolicyLoadError(xml.place, '<base /> is empty: move its content beside it')
  refuseContent(xml)
  return 'base'
}

function nth(parent: XmlElement, index: number) {
  const { name } = parent.children[index] ?? parent
  return `${name}[${parent.children.slice(0, index + 1).filter((child) => child.name === name).length}]`
}

/** Replaces `<base />` in each section of a document with the parent's section. */
export function inline(document: Document, parent: Pipeline): Pipeline {
  const section = (name: Section) =>
    document[name].flatMap((entry) => (entry === 'base' ? parent[name] : [entry]))
  return {
    inbound: section('inbound'),
    backend: section('backend'),
    outbound: section('outbound'),
    'on-error': section('on-error')
  }
}
