import type { Answer } from './ask.ts'

/** An answer in a few words: its status, and its code, target or type. */
export function describe({ status, headers, json }: Answer): string {
  const location = headers.get('location')
  if (location) return `${status}, a redirect to ${location}`
  if (typeof json.code === 'string') return `${status} ${json.code}`
  return `${status}, ${headers.get('content-type') ?? 'no content type'}`
}

export function isJson({ headers }: Answer): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(headers.get('content-type') ?? '')
}
