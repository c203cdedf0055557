import { PolicyError } from '../call/policy-error.ts'
import { display, readsBody } from '../expressions/index.ts'
import type { Element, Evaluates, Step } from '../pipeline/policy.ts'
import type { Content, Schema } from '../pipeline/schema.ts'
import { checkElement, checkValue, literalProblem } from './check-element.ts'
import type { XmlElement } from './parse-xml.ts'
import { readValue, type Value, type Values } from './value.ts'

export interface ElementTools extends Values {
  path: string
  steps(xml: XmlElement, path: string): Step[]
}

/** Checks an element against its schema and compiles its values. */
export function compileElement(xml: XmlElement, schema: Schema, tools: ElementTools): Element {
  checkElement(xml, schema)
  const { path } = tools
  const attributes = new Map(
    Object.entries(schema.attributes ?? {}).flatMap(([name, content]) => read(name, content))
  )
  const text =
    schema.text && compileValue(textOf(xml, schema), 'the text', schema.text, isTemplate(xml, schema))
  const children = schema.policies || schema.template ? [] : xml.children.map((child) => compileChild(child))
  const byName = Map.groupBy(children, ({ name }) => name)
  const steps = schema.policies ? tools.steps(xml, path) : []

  return {
    name: xml.name,
    path,
    place: xml.place,
    reads: readsOf([...attributes.values(), ...(text ? [text] : [])], children),
    steps,
    has: (attribute) => attributes.has(attribute),
    value: (call, attribute) => evaluate(call, attributes.get(attribute)),
    text: (call, attribute, fallback) => shown(attributeValue(call, attribute, fallback)),
    number: (call, attribute, fallback) => Number(shown(attributeValue(call, attribute, fallback))),
    flag: (call, attribute, fallback) => /^true$/i.test(shown(attributeValue(call, attribute, fallback))),
    content: (call) => shown(evaluate(call, text)).trim(),
    verbatim: (call) => shown(evaluate(call, text)),
    source: (attribute) => sourceOf(written(attribute)),
    computed: (attribute) => 'expression' in (written(attribute) ?? {}),
    all: (child) => byName.get(child) ?? [],
    first: (child) => byName.get(child)?.[0]
  }

  function written(attribute: string | undefined) {
    return attribute === undefined ? text : attributes.get(attribute)
  }

  function read(name: string, content: Content): [string, Value][] {
    const raw = xml.attributes[name]
    return raw === undefined ? [] : [[name, compileValue(raw, name, content)]]
  }

  function compileValue(raw: string, name: string, content: Content, template = false) {
    const value = readValue(raw, xml.place, tools, template)
    checkValue(xml, name, value, content)
    return value
  }

  function compileChild(child: XmlElement): Element {
    const found = schema.children?.[child.name]?.schema ?? {}
    const nth = xml.children.filter(({ name }) => name === child.name).indexOf(child) + 1
    return compileElement(child, found, { ...tools, path: `${path}/${child.name}[${nth}]` })
  }

  function attributeValue(call: Evaluates, attribute: string, fallback?: unknown) {
    const value = attributes.get(attribute)
    if (!value) return fallback ?? null
    const result = evaluate(call, value)
    if ('literal' in value) return result
    const content = schema.attributes?.[attribute]
    const problem = content && content.type !== 'string' && literalProblem(shown(result), content)
    if (problem) {
      throw new PolicyError({
        reason: 'ExpressionValueEvaluationFailure',
        message: `The expression of ${attribute} gave a value that is ${problem}.`
      })
    }
    return result
  }
}

function textOf({ text, children, inner }: XmlElement, schema: Schema) {
  return schema.template && children.length > 0 ? inner : text
}

function isTemplate(xml: XmlElement, { template }: Schema) {
  return template !== undefined && xml.attributes[template.attribute] === template.value
}

// Values become text as in C#, such as `True`. A JavaScript number is a policy's own default, not a C# value.
function shown(value: unknown) {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : display(value ?? null)
}

function evaluate(call: Evaluates, value: Value | undefined): unknown {
  if (!value) return null
  return 'literal' in value ? value.literal : value.expression(call.context)
}

function sourceOf(value: Value | undefined) {
  if (!value) return ''
  return 'literal' in value ? value.literal : value.source
}

function readsOf(values: Value[], children: Element[]) {
  const reads = [
    ...values.flatMap((value) => ('expression' in value ? [readsBody(value.expression)] : [])),
    ...children.map((child) => child.reads)
  ]
  return {
    request: reads.some(({ request }) => request),
    response: reads.some(({ response }) => response)
  }
}
