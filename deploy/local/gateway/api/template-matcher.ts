import { TEMPLATES_IGNORE_CASE } from '../undocumented.ts'

/** Returns the parameters of a path that matches the URL template, else undefined. */
export type TemplateMatcher = (path: string) => Map<string, string> | undefined

/** Compiles a URL template such as `/users/{id}`, `/files/{*rest}` or `/files/*`. */
export function templateMatcher(template: string): TemplateMatcher {
  const names: string[] = []
  const pattern = template
    .replace(/\/$/, '')
    .split(/(\{[^{}]+\}|\*$)/)
    .map((part) => {
      if (part === '*') return '(?:.*)'
      const name = /^\{([*+]?)(.+)\}$/.exec(part)
      if (!name) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(name[2] ?? '')
      return name[1] ? '(.+)' : '([^/]+)'
    })
    .join('')
  const whole = new RegExp(`^${pattern}/?$`, TEMPLATES_IGNORE_CASE ? 'i' : '')
  return (path) => {
    const found = whole.exec(path)
    return found ? new Map(names.map((name, index) => [name, decoded(found[index + 1] ?? '')])) : undefined
  }
}

function decoded(text: string) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
