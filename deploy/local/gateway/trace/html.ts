/** Markup that is already safe. */
export interface Html {
  html: string
}

type Part = Html | string | number | undefined | Part[]

/** A template whose text is escaped and whose markup is kept. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.map((text, index) => text + rendered(parts[index])).join('') }
}

function rendered(part: Part): string {
  if (part === undefined) return ''
  if (Array.isArray(part)) return part.map(rendered).join('')
  if (typeof part === 'object') return part.html
  return String(part).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
