import { fail } from '../value.ts'

/** Reads the text of a pattern from left to right. */
export class Reader {
  readonly pattern: string
  at = 0

  constructor(pattern: string) {
    this.pattern = pattern
  }

  get isAtEnd(): boolean {
    return this.at >= this.pattern.length
  }

  /** The next character, or one after it; empty at the end. */
  peek(ahead = 0): string {
    return this.pattern[this.at + ahead] ?? ''
  }

  next(): string {
    if (this.isAtEnd) this.refuse('ends too early; complete it')
    return this.pattern[this.at++] ?? ''
  }

  /** Whether this text comes next. If so, moves past it. */
  take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  /** Matches the sticky expression here, and moves past the match. */
  match(expected: RegExp): RegExpExecArray | null {
    expected.lastIndex = this.at
    const found = expected.exec(this.pattern)
    if (found !== null) this.at = expected.lastIndex
    return found
  }

  refuse(problem: string): never {
    return fail('ArgumentException', `The pattern "${this.pattern}" ${problem}.`)
  }
}
