import { fail } from '../value.ts'
import type { CharSet } from './char-set.ts'
import { parse } from './parse.ts'
import type { Group, Pattern } from './pattern.ts'
import type { GroupName, Instruction, Program } from './program.ts'

const MAX_INSTRUCTIONS = 10_000

/** Compiles a .NET pattern. Throws ArgumentException for a pattern that .NET or this engine does not support. */
export function compile(pattern: string, options: number): Program {
  const { root, groups } = parse(pattern, options)
  const { names, indexOf } = numbered(groups)
  const code: Instruction[] = []
  let [choices, marks, isRegular, hasInner] = [0, 0, true, false]
  emit(root, false)
  add({ op: 'accept' })
  // Inside a lookaround or an atomic group, a failure does not fail the whole match. There, the end of a round of a loop
  // depends on where the round began.
  if (hasInner && marks > 0) isRegular = false
  return { code, groups: names, choices, marks, isRegular, begins: beginning(code) }

  function emit(node: Pattern, isBehind: boolean): void {
    if (node.kind === 'set') add({ op: 'set', set: node.set, isBehind })
    else if (node.kind === 'sequence') {
      for (const item of isBehind ? node.items.toReversed() : node.items) emit(item, isBehind)
    } else if (node.kind === 'choice') emitChoice(node.items, isBehind)
    else if (node.kind === 'repeat') emitRepeat(node, isBehind)
    else if (node.kind === 'capture') {
      const group = indexOf(node.group)
      add({ op: 'open', group })
      emit(node.body, isBehind)
      add({ op: 'close', group })
    } else if (node.kind === 'atomic') {
      hasInner = true
      const atomic = add({ op: 'atomic', after: 0 })
      emit(node.body, isBehind)
      add({ op: 'accept' })
      atomic.after = code.length
    } else if (node.kind === 'look') {
      hasInner = true
      const look = add({ op: 'look', isNegative: node.isNegative, after: 0 })
      emit(node.body, node.isBehind)
      add({ op: 'accept' })
      look.after = code.length
    } else if (node.kind === 'anchor') {
      if (node.anchor === 'search start') isRegular = false
      add({ op: 'anchor', anchor: node.anchor })
    } else {
      isRegular = false
      const group = find(names, node.name)
      if (group < 0)
        refuse(`refers to the group ${node.name}, which it does not have; name one of its groups`)
      add({ op: 'reference', group, ignoreCase: node.ignoreCase, isBehind })
    }
  }

  function emitChoice(items: Pattern[], isBehind: boolean): void {
    const ends = items.slice(0, -1).map((item) => {
      const split = add({ op: 'split', first: code.length + 1, second: 0, choice: choices++ })
      emit(item, isBehind)
      const end = add({ op: 'jump', to: 0 })
      split.second = code.length
      return end
    })
    const last = items.at(-1)
    if (last !== undefined) emit(last, isBehind)
    for (const end of ends) end.to = code.length
  }

  function emitRepeat(
    { body, min, max, isLazy }: Extract<Pattern, { kind: 'repeat' }>,
    isBehind: boolean
  ): void {
    const isLoop = max === Number.POSITIVE_INFINITY
    const slot = isLoop && canBeEmpty(body) ? marks++ : null
    let last: { exit: number } | null = null
    for (let round = 0; round < min; round++) last = emitRound(body, slot, isBehind)
    if (max === min) return
    if (body.kind === 'set' && !isBehind && !isLazy) {
      add({ op: 'run', set: body.set, max: max - min, choice: choices++ })
    } else if (isLoop) emitLoop(body, slot, isLazy, isBehind)
    else emitOptional(body, max - min, isLazy, isBehind)
    // A required round goes on to the loop even when it matched nothing, unless it is the last required one.
    if (last !== null) last.exit = code.length
  }

  function emitLoop(body: Pattern, slot: number | null, isLazy: boolean, isBehind: boolean): void {
    const start = code.length
    const split = addSplit()
    const round = emitRound(body, slot, isBehind)
    add({ op: 'jump', to: start })
    if (round !== null) round.exit = code.length
    leave(split, start + 1, isLazy)
  }

  // A round that matched nothing ends the loop, which would otherwise never end.
  function emitRound(body: Pattern, slot: number | null, isBehind: boolean): { exit: number } | null {
    if (slot === null) {
      emit(body, isBehind)
      return null
    }
    add({ op: 'mark', slot })
    emit(body, isBehind)
    return add({ op: 'progress', slot, exit: code.length + 1 })
  }

  function emitOptional(body: Pattern, rounds: number, isLazy: boolean, isBehind: boolean): void {
    const splits = []
    for (let round = 0; round < rounds; round++) {
      splits.push({ split: addSplit(), inside: code.length })
      emit(body, isBehind)
    }
    for (const { split, inside } of splits) leave(split, inside, isLazy)
  }

  function addSplit() {
    return add({ op: 'split', first: 0, second: 0, choice: choices++ })
  }

  // A greedy loop tries its inside first, a lazy one its exit.
  function leave(split: { first: number; second: number }, inside: number, isLazy: boolean): void {
    split.first = isLazy ? code.length : inside
    split.second = isLazy ? inside : code.length
  }

  function add<T extends Instruction>(instruction: T): T {
    if (code.length >= MAX_INSTRUCTIONS) refuse('repeats too much; write smaller numbers in its {n,m}')
    code.push(instruction)
    return instruction
  }

  function refuse(problem: string): never {
    return fail('ArgumentException', `The pattern "${pattern}" ${problem}.`)
  }
}

/** .NET numbers the groups without a name first, and then the named ones. A name that is a number keeps that number. */
function numbered(groups: Group[]): { names: GroupName[]; indexOf: (group: Group) => number } {
  const numbers = new Map<string, number>([['0', 0]])
  const nameOf = new Map<Group, string>()
  let unnamed = 0
  for (const group of groups) nameOf.set(group, group.name ?? String(++unnamed))
  for (const name of nameOf.values()) if (/^\d+$/.test(name)) numbers.set(String(Number(name)), Number(name))
  const taken = new Set(numbers.values())
  let free = 1
  for (const name of nameOf.values()) {
    if (/^\d+$/.test(name) || numbers.has(name)) continue
    while (taken.has(free)) free++
    taken.add(free)
    numbers.set(name, free)
  }
  const names = [...numbers].map(([name, number]) => ({ name, number })).sort((a, b) => a.number - b.number)
  return { names, indexOf: (group) => find(names, nameOf.get(group) ?? '') }
}

/** The index of a group by its name, or by its number as text; -1 when there is none. */
export function find(groups: readonly GroupName[], name: string): number {
  const number = /^\d+$/.test(name) ? Number(name) : -1
  return groups.findIndex((each) => each.name === name || each.number === number)
}

function canBeEmpty(node: Pattern): boolean {
  if (node.kind === 'set') return false
  if (node.kind === 'sequence') return node.items.every(canBeEmpty)
  if (node.kind === 'choice') return node.items.some(canBeEmpty)
  if (node.kind === 'repeat') return node.min === 0 || canBeEmpty(node.body)
  return node.kind === 'capture' || node.kind === 'atomic' ? canBeEmpty(node.body) : true
}

function beginning(code: Instruction[]): 'start' | CharSet | null {
  const first = code.find(({ op }) => op !== 'open')
  if (first?.op === 'anchor' && first.anchor === 'start') return 'start'
  return first?.op === 'set' ? first.set : null
}
