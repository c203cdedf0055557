import { step } from '../meter.ts'
import { capturesOf, lastCapture, type Span } from './captures.ts'
import { lower } from './char-set.ts'
import { Failures } from './failures.ts'
import { holds } from './holds.ts'
import type { Program } from './program.ts'

/** A match: its position and its captures. */
export interface Found {
  start: number
  end: number
  /** All that each group matched, in order; the last one counts. Group 0 is empty here. */
  captures: Span[][]
}

/** The number of steps that a match may take for each unit of the text before it remembers failures. */
const FREE_STEPS = 8
/** The number of steps of a match that count as one step of the expression. */
const STEPS = 32
/** The steps of a match are counted each time that this many were taken. */
const COUNTED = 4_096

/**
 * Finds the matches of one pattern in one text by backtracking, as .NET does. A search that takes too many steps for each
 * unit of the text begins again. It then remembers which choice failed at which position, and tries none of them twice.
 * The time is then linear in the length of the text. Lookarounds and atomic groups are the exception, because they may be
 * tried at each position. In a pattern with a backreference the same position can end in different ways, so nothing is
 * remembered. All steps count towards the limit of the expression, which does not depend on a clock.
 */
export class Search {
  readonly #program: Program
  readonly #text: string
  readonly #marks: number[]
  /** Four numbers for each way that is left to try: instruction, position, state, and length of the log. */
  #stack: number[] = []
  /** Two numbers for each start or end of a group; `captures.ts` describes them. */
  #log: number[] = []
  #failures: Failures | null = null
  #from = 0
  #nextPc = 0
  #nextAt = 0
  #steps = 0
  #counted = 0
  #nextCount = COUNTED
  #limit: number

  constructor(program: Program, text: string) {
    this.#program = program
    this.#text = text
    this.#marks = new Array(program.marks).fill(0)
    this.#limit = program.isRegular ? FREE_STEPS * (text.length + STEPS) : Number.POSITIVE_INFINITY
  }

  /** The first match at or after a position; null when there is none. */
  next(from: number): Found | null {
    this.#from = from
    step()
    return this.#scan(from)
  }

  #scan(from: number): Found | null {
    const { begins } = this.#program
    const text = this.#text
    const last = begins === 'start' ? 0 : text.length
    for (let start = from; start <= last; start++) {
      if (typeof begins === 'object' && begins !== null) {
        while (start < last && !begins.has(text.charCodeAt(start))) start++
        if (start === last) return null
      }
      const end = this.#attempt(start)
      if (end >= 0) return { start, end, captures: capturesOf(this.#log, this.#program.groups.length) }
    }
    return null
  }

  #attempt(start: number): number {
    this.#stack.length = 0
    this.#log.length = 0
    const end = this.#run(0, start)
    if (end !== TOO_LONG) return end
    this.#failures = new Failures(this.#program.choices, this.#text.length + 1)
    this.#limit = Number.POSITIVE_INFINITY
    return this.#attempt(start)
  }

  /** The position where the instructions up to `accept` end; -1 when they do not match. */
  #run(from: number, start: number): number {
    const { code } = this.#program
    const text = this.#text
    const stack = this.#stack
    const log = this.#log
    const base = stack.length
    let [pc, at] = [from, start]
    for (;;) {
      if (++this.#steps > this.#nextCount && this.#isTooLong()) return TOO_LONG
      const instruction = code[pc]
      let isMatch = true
      pc++
      switch (instruction?.op) {
        case 'set': {
          if (instruction.isBehind) isMatch = at > 0 && instruction.set.has(text.charCodeAt(--at))
          else isMatch = at < text.length && instruction.set.has(text.charCodeAt(at++))
          break
        }
        case 'run': {
          const { set, max, choice } = instruction
          if (this.#failures?.has(choice, at)) {
            isMatch = false
            break
          }
          const last = Math.min(text.length, at + max)
          const first = at
          const isEndless = max === Number.POSITIVE_INFINITY
          while (
            at < last &&
            set.has(text.charCodeAt(at)) &&
            !(isEndless && this.#failures?.has(choice, at + 1))
          )
            at++
          this.#steps += (at - first) >> 3
          if (at > first || this.#failures !== null) stack.push(pc - 1, at, first, log.length)
          break
        }
        case 'split': {
          if (this.#failures?.has(instruction.choice, at)) isMatch = false
          else {
            stack.push(pc - 1, at, UNTRIED, log.length)
            pc = instruction.first
          }
          break
        }
        case 'jump':
          pc = instruction.to
          break
        case 'open':
          log.push(instruction.group * 2, at)
          break
        case 'close':
          log.push(instruction.group * 2 + 1, at)
          break
        case 'mark':
          stack.push(pc - 1, this.#marks[instruction.slot] ?? 0, 0, log.length)
          this.#marks[instruction.slot] = at
          break
        case 'progress':
          if (this.#marks[instruction.slot] === at) pc = instruction.exit
          break
        case 'anchor':
          isMatch = holds(instruction.anchor, text, at, this.#from)
          break
        case 'reference': {
          const end = this.#repeated(instruction, at)
          isMatch = end >= 0
          at = end
          break
        }
        case 'look':
        case 'atomic': {
          const kept = log.length
          const end = this.#run(pc, at)
          if (end === TOO_LONG) return TOO_LONG
          isMatch = end >= 0
          if (instruction.op === 'look' && instruction.isNegative) {
            isMatch = !isMatch
            log.length = kept
          } else if (instruction.op === 'atomic') at = end
          pc = instruction.after
          break
        }
        default:
          stack.length = base
          return at
      }
      if (isMatch) continue
      if (!this.#retreat(base)) return -1
      pc = this.#nextPc
      at = this.#nextAt
    }
  }

  /** Goes back to the last way that is left to try; false when there is none above the base of the stack. */
  #retreat(base: number): boolean {
    const stack = this.#stack
    while (stack.length > base) {
      const top = stack.length - 4
      const [pc, place, state] = [stack[top] as number, stack[top + 1] as number, stack[top + 2] as number]
      const left = this.#program.code[pc]
      this.#log.length = stack[top + 3] as number
      if (left?.op === 'mark') {
        stack.length = top
        this.#marks[left.slot] = place
      } else if (left?.op === 'split' && state === UNTRIED) {
        if (this.#failures === null) stack.length = top
        else stack[top + 2] = TRIED
        return this.#goOn(left.second, place)
      } else if (left?.op === 'split') {
        stack.length = top
        this.#failures?.add(left.choice, place)
      } else if (left?.op === 'run') {
        // After an endless run, the rest has failed at this position. A run with a limit has failed only when nothing is left.
        if (left.max === Number.POSITIVE_INFINITY || place === state) this.#failures?.add(left.choice, place)
        if (place > state && (place > state + 1 || this.#failures !== null)) stack[top + 1] = place - 1
        else stack.length = top
        if (place > state) return this.#goOn(pc + 1, place - 1)
      }
    }
    return false
  }

  #goOn(pc: number, at: number): true {
    this.#nextPc = pc
    this.#nextAt = at
    return true
  }

  #isTooLong(): boolean {
    step(Math.floor((this.#steps - this.#counted) / STEPS))
    this.#counted = this.#steps
    this.#nextCount = this.#steps + COUNTED
    return this.#steps > this.#limit
  }

  #repeated(
    { group, ignoreCase, isBehind }: { group: number; ignoreCase: boolean; isBehind: boolean },
    at: number
  ): number {
    const span = lastCapture(this.#log, group)
    this.#steps += this.#log.length >> 1
    if (span === null) return -1
    const [start, end] = span
    const length = end - start
    const from = isBehind ? at - length : at
    if (from < 0 || from + length > this.#text.length) return -1
    this.#steps += length >> 3
    for (let each = 0; each < length; each++) {
      const one = this.#text.charCodeAt(start + each)
      const other = this.#text.charCodeAt(from + each)
      if (one !== other && !(ignoreCase && lower(one) === lower(other))) return -1
    }
    return isBehind ? from : from + length
  }
}

const TOO_LONG = -2
const UNTRIED = 0
const TRIED = 1
