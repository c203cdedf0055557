/** Markup that needs no escaping. */
export interface Html {
  html: string
}

type Part = Html | string | number | undefined | Part[]

/** A template tag that escapes text and numbers and keeps `Html` as it is. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.map((text, index) => text + rendered(parts[index])).join('') }
}

function rendered(part: Part): string {
  if (part === undefined) return ''
  if (Array.isArray(part)) return part.map(rendered).join('')
  if (typeof part === 'object') return part.html
  return String(part).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
