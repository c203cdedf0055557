import { decodeEntities, expressionExtent } from './expression-extent.ts'
import { PolicyLoadError } from './policy-load-error.ts'

export interface FoundExpression {
  source: string
  line: number
  column: number
}

/** Private-use characters around the number that replaces an expression in the normalised text. */
export const mark = { open: '\uE000', close: '\uE001' }

/**
 * Makes policy text well-formed XML. Inside `@(…)` and `@{…}` it may contain raw quotes, `<` and `&`, so a numbered
 * mark replaces each expression, followed by as many line breaks as the expression had. This reads the format `rawxml`:
 * an expression in an attribute keeps its line breaks, at which its `//` comments end.
 */
export function normalise(text: string, file: string): { xml: string; expressions: FoundExpression[] } {
  const expressions: FoundExpression[] = []
  let at = 0
  let xml = ''
  if (text.includes(mark.open))
    throw fault(text.indexOf(mark.open), 'the private-use character U+E000 is not accepted: remove it')
  while (at < text.length) {
    if (text.startsWith('<!--', at)) copyThrough('-->')
    else if (text.startsWith('<![CDATA[', at)) characterData()
    else if (text.startsWith('<?', at)) copyThrough('?>')
    else if (text.startsWith('<!', at))
      throw fault(at, 'a document type is not accepted in policies: remove it')
    else if (text[at] === '<') tag()
    else content('<')
  }
  return { xml, expressions }

  function tag() {
    xml += text[at++]
    while (at < text.length && text[at] !== '>') {
      const char = text[at++] ?? ''
      xml += char
      if (char !== '"' && char !== "'") continue
      content(char)
      if (at >= text.length) throw fault(at - 1, `an attribute is not closed: its closing ${char} is missing`)
      xml += text[at++]
    }
  }

  // Copies element text up to `<`, or an attribute's value up to its quote.
  function content(end: string) {
    while (at < text.length && text[at] !== end) {
      if (text[at] === '@' && /[({]/.test(text[at + 1] ?? '')) expression()
      else xml += escaped(text[at++] ?? '')
    }
  }

  function characterData() {
    const end = text.indexOf(']]>', at)
    if (end < 0) throw fault(at, 'a CDATA section is not closed: ]]> is missing')
    const inner = text.slice(at + 9, end)
    const lead = inner.length - inner.trimStart().length
    if (!/^@[({]/.test(inner.trimStart())) return copyThrough(']]>')
    lift(inner.trim(), at + 9 + lead)
    at = end + 3
  }

  function expression() {
    const end = expressionExtent(text, at)
    if (end === undefined)
      throw fault(at, 'the expression is not closed: check its brackets, quotes and comments')
    lift(decodeEntities(text.slice(at, end)), at)
    at = end
  }

  function lift(source: string, from: number) {
    xml += `${mark.open}${expressions.length}${mark.close}${'\n'.repeat(source.split('\n').length - 1)}`
    expressions.push({ source, ...position(from) })
  }

  function copyThrough(end: string) {
    const found = text.indexOf(end, at)
    if (found < 0) throw fault(at, `${end} is missing: close what begins here`)
    xml += text.slice(at, found + end.length)
    at = found + end.length
  }

  function escaped(char: string) {
    if (char === '<') return '&lt;'
    return char === '&' && !/^&(\w+|#\d+|#x[\da-f]+);/i.test(text.slice(at - 1, at + 12)) ? '&amp;' : char
  }

  function fault(offset: number, message: string) {
    return new PolicyLoadError({ file, ...position(offset) }, message)
  }

  function position(offset: number) {
    const before = text.slice(0, offset).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  }
}
