import { bounded } from './meter.ts'
import { fail } from './value.ts'

const MAX_PATTERN = 1000

/** A .NET pattern as a JavaScript one; what the two read differently is refused. */
export function translate(pattern: string, options: number): RegExp {
  if (pattern.length > MAX_PATTERN) refuse(pattern, 'is too long')
  bounded(pattern.length)
  const withoutInline = pattern.replace(/^\(\?([imsn]+)\)/, '')
  const inline = /^\(\?([imsn]+)\)/.exec(pattern)?.[1] ?? ''
  const ignoreCase = (options & 1) !== 0 || inline.includes('i')
  const multiline = (options & 2) !== 0 || inline.includes('m')
  const dotAll = (options & 16) !== 0 || inline.includes('s')
  if ((options & 36) !== 0 || inline.includes('n'))
    refuse(pattern, 'uses an option that is not supported (ExplicitCapture, IgnorePatternWhitespace)')
  const unsupported: [RegExp, string][] = [
    [/\(\?[imsnx-]+[:)]/, 'changes its options inside'],
    [/\(\?>/, 'has an atomic group'],
    [/\(\?\(/, 'has a conditional'],
    [/\(\?#/, 'has a comment'],
    [/\(\?<\w*-/, 'has a balancing group'],
    [/[*+?}]\+/, 'has a possessive quantifier'],
    [/\\G/, 'uses \\G'],
    [/\[[^\]]*-\[/, 'subtracts a class'],
    [/\[:\w+:\]/, 'has a POSIX class'],
    [/\\k'/, "writes \\k'…'"]
  ]
  for (const [shape, problem] of unsupported) if (shape.test(withoutInline)) refuse(pattern, problem)
  const source = rewritten(withoutInline, multiline)
  try {
    return new RegExp(source, `dgu${ignoreCase ? 'i' : ''}${multiline ? 'm' : ''}${dotAll ? 's' : ''}`)
  } catch {
    return refuse(pattern, 'is not valid, or means something else outside .NET')
  }
}

// \A \z \Z $ \d \w \s and (?'name'…) as JavaScript writes them; escapes that its u flag forbids, plain.
function rewritten(pattern: string, multiline: boolean): string {
  let inClass = false
  return pattern.replace(
    /\\(p\{[^}]*\}|P\{[^}]*\}|[\s\S])|\(\?'(\w+)'|[[\]$]|\{(?!\d+(?:,\d*)?\})|(?<!\{\d*,?\d*)\}/g,
    (found, escaped?: string, name?: string) => {
      if (name !== undefined) return `(?<${name}>`
      if (found === '[' || found === ']') {
        if (found === '[' && inClass) return '\\['
        inClass = found === '['
        return found
      }
      if (found === '$') return inClass ? '$' : multiline ? '(?=\\n|$(?![^]))' : '(?=\\n?$(?![^]))'
      if (found === '{' || found === '}') return `\\${found}`
      if (escaped === undefined) return found
      const classes: Record<string, string> = {
        d: '\\p{Nd}',
        D: '\\P{Nd}',
        w: inClass ? '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}' : '[\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}]',
        W: '[^\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}]'
      }
      const anchors: Record<string, string> = {
        A: '(?<![^])',
        z: '(?![^])',
        Z: '(?=\\n?(?![^]))',
        e: '\\x1b',
        a: '\\x07'
      }
      const known = classes[escaped] ?? anchors[escaped]
      if (known !== undefined) return known
      if (/^[A-Za-z\d]/.test(escaped) || /[\^$\\.*+?()[\]{}|/]/.test(escaped) || (inClass && escaped === '-'))
        return found
      return escaped
    }
  )
}

function refuse(pattern: string, problem: string): never {
  return fail('ArgumentException', `The pattern "${pattern}" ${problem}.`)
}
