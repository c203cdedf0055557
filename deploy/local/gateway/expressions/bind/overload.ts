import { isA } from '../model/relation.ts'
import type { Member, Parameter } from '../model/type.ts'
import { substitute, type Type, type } from '../model/type.ts'
import { valuesOf } from './argument-values.ts'
import { better } from './better.ts'
import type { Bound, Candidate, Frame, Methods, Run, Value } from './bound.ts'
import { convertTo, delegateShape, implicit } from './conversion.ts'
import { infer } from './inference.ts'

/** An argument of a call; `f(x: 1)` names its parameter. */
export interface Argument {
  name: string | null
  bound: Bound
}

/** The method that a call chose, with its arguments converted. */
export interface Call {
  member: Member
  returns: Type
  /** Evaluates the arguments for the member's `run`, without the receiver. */
  values: (frame: Frame) => unknown[]
  types: Type[]
  /** Arguments known at compile time, by parameter name. */
  constants: Map<string, unknown>
}

/** Chooses the overload as C# does, or says why there is none. Throws the refusal of a lambda's body. */
export function resolve(methods: Methods, args: Argument[]): Call | 'none' | 'ambiguous' {
  const own = methods.candidates.filter(({ member }) => methods.receiver === null || !member.isExtension)
  if (own.length === 0 || own.length === methods.candidates.length) return resolveAmong(methods, args)
  const extended = methods.candidates.filter((each) => !own.includes(each))
  // Extension methods are tried only when no method of the type itself takes the arguments.
  try {
    const chosen = resolveAmong({ ...methods, candidates: own }, args)
    if (chosen !== 'none') return chosen
  } catch (error) {
    const chosen = resolveAmong({ ...methods, candidates: extended }, args)
    if (chosen === 'none') throw error
    return chosen
  }
  return resolveAmong({ ...methods, candidates: extended }, args)
}

function resolveAmong(methods: Methods, args: Argument[]): Call | 'none' | 'ambiguous' {
  let inside: unknown = null
  const found = methods.candidates.flatMap(({ member, map }) => {
    try {
      const fits =
        applicable(member, map, methods, args, false) ?? applicable(member, map, methods, args, true)
      return fits === null ? [] : [fits]
    } catch (error) {
      inside ??= error
      return []
    }
  })
  if (found.length === 0 && inside !== null) throw inside
  if (found.length === 0) return 'none'
  const best = found.filter((each) => found.every((other) => other === each || better(each, other)))
  const chosen = best[0]
  if (chosen === undefined || best.length > 1) return 'ambiguous'
  return call(chosen)
}

function applicable(
  member: Member,
  outer: Map<Type, Type>,
  methods: Methods,
  given: Argument[],
  expanded: boolean
): Candidate | null {
  const last = member.parameters.at(-1)
  if (expanded && last?.params !== true) return null
  const skipped = member.isExtension && methods.receiver !== null ? 1 : 0
  const all =
    skipped === 1 && methods.receiver !== null ? [{ name: null, bound: methods.receiver }, ...given] : given
  const matched = match(member.parameters, all, expanded)
  if (matched === null) return null
  const map = new Map(outer)
  const types = matched.parameters.map((each, at) => {
    const isRest = expanded && at >= member.parameters.length - 1
    return isRest ? (each.type.arguments[0] ?? each.type) : each.type
  })
  const partly = types.map((each) => substitute(each, outer))
  const args = matched.args
  if (member.typeParameters.length > 0) {
    if (methods.typeArguments.length > 0) {
      if (methods.typeArguments.length !== member.typeParameters.length) return null
      for (const [at, each] of member.typeParameters.entries())
        map.set(each, methods.typeArguments[at] ?? each)
    } else if (!infer(member, partly, args, map)) return null
  } else if (methods.typeArguments.length > 0) return null
  const closed = types.map((each) => substitute(each, map))
  const fits = args.every((each, at) => {
    const parameter = matched.parameters[at]
    const to = closed[at]
    if (parameter === undefined || to === undefined) return false
    if (each.kind === 'out') return parameter.out && (each.type === null || each.type === to)
    return !parameter.out && pass(each, to) !== null
  })
  if (!fits) return null
  if (member.isExtension && skipped === 1 && !receives(args[0], closed[0])) return null
  const defaults = member.parameters.length - matched.parameters.length
  return {
    member,
    map,
    returns: substitute(member.returns, map),
    types: closed,
    args,
    places: matched.places,
    expanded,
    defaults
  }
}

// Extension methods take a receiver only through identity, reference or boxing conversions.
function receives(receiver: Bound | undefined, to: Type | undefined): boolean {
  return receiver?.kind === 'value' && to !== undefined && isA(receiver.type, to)
}

function match(parameters: Parameter[], args: Argument[], expanded: boolean) {
  const slots: (Bound | undefined)[] = []
  const positional = args.filter((each) => each.name === null)
  const fixed = expanded ? parameters.length - 1 : parameters.length
  if (!expanded && positional.length > fixed) return null
  if (expanded && positional.length < fixed) return null
  positional.forEach((each, at) => {
    slots[at] = each.bound
  })
  for (const each of args) {
    if (each.name === null) continue
    const at = parameters.findIndex((parameter) => parameter.name === each.name)
    if (at < 0 || slots[at] !== undefined) return null
    slots[at] = each.bound
  }
  const used: Parameter[] = []
  const bound: Bound[] = []
  const places: number[] = []
  for (let at = 0; at < Math.max(fixed, slots.length); at++) {
    const parameter = parameters[Math.min(at, parameters.length - 1)]
    const arg = slots[at]
    if (parameter === undefined) return null
    if (arg === undefined) {
      if (parameter.fallback === undefined) return null
      continue
    }
    used.push(parameter)
    bound.push(arg)
    places.push(at)
  }
  return { parameters: used, args: bound, places }
}

/** Converts an argument to the type of its parameter; a method group becomes a delegate. */
export function pass(arg: Bound, to: Type): Value | null {
  return arg.kind === 'methods' ? groupTo(arg, to) : convertTo(arg, to)
}

function groupTo(methods: Methods, to: Type): Value | null {
  const shape = delegateShape(to)
  if (shape === null) return null
  // The arguments of the delegate are the slots of its own frame. The receiver is not among them.
  const args = shape.parameters.map((each, at): Argument => {
    const run: Run = (frame) => frame.slots[at]
    return { name: null, bound: { kind: 'value', type: each, run } }
  })
  const { receiver } = methods
  const outer: Value | null =
    receiver === null
      ? null
      : { ...receiver, run: (frame) => (frame.parent === null ? null : receiver.run(frame.parent)) }
  const chosen = resolve({ ...methods, receiver: outer }, args)
  if (typeof chosen === 'string') return null
  const convert = implicit(chosen.returns, shape.returns)
  if (convert === null) return null
  const invoke = invocation(chosen, outer)
  const run: Run = (frame) => {
    return (...slots: unknown[]) => convert(invoke({ parent: frame, slots }))
  }
  return { kind: 'value', type: to, run }
}

/** Calls the member. The caller checks that the receiver is not null. */
export function invocation(chosen: Call, receiver: Value | null): Run {
  const { member, values, types } = chosen
  if (member.isStatic || receiver === null) return (frame) => member.run(...values(frame), types)
  const { run } = receiver
  return (frame) => {
    const self = run(frame)
    return member.run(self, ...values(frame), types)
  }
}

function call(chosen: Candidate): Call {
  const { member, args, types } = chosen
  const names = member.parameters.map((each) => each.name)
  const runs = args.map((each, at): Run => {
    const to = types[at] ?? type('System.Object')
    if (each.kind !== 'out') return (pass(each, to) as Value).run
    const set = each.declare(to)
    return (frame) => (result: unknown) => set(frame, result)
  })
  const values = valuesOf(chosen, runs)
  const owner = [...chosen.member.owner.parameters].map((each) => substitute(each, chosen.map))
  const own = member.typeParameters.map((each) => substitute(each, chosen.map))
  const constants = new Map(
    args.map((each, at) => [
      names[chosen.places[at] ?? at] ?? '',
      each.kind === 'value' ? each.constant : undefined
    ])
  )
  return { member, returns: chosen.returns, values, types: [...owner, ...own], constants }
}
