const entity = /&(?:quot|apos|lt|gt|amp|#\d+|#x[\da-f]+);/iy
const brackets: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

/** Finds the end of the C# expression whose `@(` or `@{` is at `start`. Undefined if it is not closed. */
export function expressionExtent(text: string, start: number): number | undefined {
  let at = start + 1
  return bracketed() ? at : undefined

  function bracketed(): boolean {
    const close = brackets[take()]
    while (at < text.length) {
      const next = peek()
      if (next === close) return take() !== ''
      if (brackets[next]) {
        if (!bracketed()) return false
      } else if (next === '"') quoted()
      else if (next === '@' || next === '$') prefixed()
      else if (next === "'") character()
      else if (text.startsWith('//', at)) at = after('\n')
      else if (text.startsWith('/*', at)) at = after('*/')
      else take()
    }
    return false
  }

  function prefixed() {
    let prefix = ''
    while (peek() === '@' || peek() === '$') prefix += take()
    if (peek() !== '"') return
    if (prefix.includes('@')) verbatim(prefix.includes('$'))
    else quoted(true)
  }

  function quoted(interpolated = false) {
    take()
    while (at < text.length) {
      const char = take()
      if (char === '"') return
      if (char === '\\') take()
      else if (interpolated && char === '{') hole()
    }
  }

  function verbatim(interpolated: boolean) {
    take()
    while (at < text.length) {
      const char = take()
      if (char === '"' && peek() !== '"') return
      if (char === '"') take()
      else if (interpolated && char === '{') hole()
    }
  }

  function hole() {
    if (peek() === '{') take()
    else {
      at--
      bracketed()
    }
  }

  function character() {
    take()
    while (at < text.length) {
      const char = take()
      if (char === "'") return
      if (char === '\\') take()
    }
  }

  function after(end: string) {
    const found = text.indexOf(end, at + 2)
    return found < 0 ? text.length : found + end.length
  }

  // A character of an expression may be written as an entity reference, so both forms are read alike.
  function peek() {
    return decodeEntities(text.slice(at, at + width()))
  }

  function take() {
    const char = peek()
    at += width()
    return char
  }

  function width() {
    entity.lastIndex = at
    return text[at] === '&' ? (entity.exec(text)?.[0].length ?? 1) : 1
  }
}

const named: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' }

export function decodeEntities(text: string): string {
  return text.replace(/&(quot|apos|lt|gt|amp|#\d+|#x[\da-f]+);/gi, (whole, name: string) => {
    if (name.startsWith('#x') || name.startsWith('#X'))
      return String.fromCodePoint(Number.parseInt(name.slice(2), 16))
    return name.startsWith('#')
      ? String.fromCodePoint(Number(name.slice(1)))
      : (named[name.toLowerCase()] ?? whole)
  })
}
