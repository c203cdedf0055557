import { fail } from '../value.ts'

/** Walks along the text of a pattern. */
export class Reader {
  readonly pattern: string
  at = 0

  constructor(pattern: string) {
    this.pattern = pattern
  }

  get isAtEnd(): boolean {
    return this.at >= this.pattern.length
  }

  /** The character that comes next, or the one some places after it; empty at the end. */
  peek(ahead = 0): string {
    return this.pattern[this.at + ahead] ?? ''
  }

  next(): string {
    if (this.isAtEnd) this.refuse('ends too early')
    return this.pattern[this.at++] ?? ''
  }

  /** Whether the text stands here; moves behind it. */
  take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  /** What the sticky expression matches here; moves behind it. */
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
