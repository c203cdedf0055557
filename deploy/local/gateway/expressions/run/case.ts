// .NET maps each UTF-16 code unit to one code unit. .NET Framework does so only if the mapping back gives the same unit, so
// ß, ſ and ı stay as they are.

/** `ToUpperInvariant` of a code unit. */
export function upperCode(code: number): number {
  if (code < 128) return code >= 97 && code <= 122 ? code - 32 : code
  return mapped(code, upperOf, lowerOf)
}

/** `ToLowerInvariant` of a code unit. */
export function lowerCode(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code
  return mapped(code, lowerOf, upperOf)
}

/** `ToUpperInvariant`. */
export function upper(text: string): string {
  return isAscii(text) ? text.toUpperCase() : each(text, upperCode)
}

/** `ToLowerInvariant`. */
export function lower(text: string): string {
  return isAscii(text) ? text.toLowerCase() : each(text, lowerCode)
}

function mapped(code: number, there: (code: number) => number, back: (code: number) => number): number {
  const found = there(code)
  return back(found) === code ? found : code
}

const upperOf = (code: number) => single(String.fromCharCode(code).toUpperCase(), code)
const lowerOf = (code: number) => single(String.fromCharCode(code).toLowerCase(), code)
const single = (text: string, otherwise: number) => (text.length === 1 ? text.charCodeAt(0) : otherwise)

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}

function each(text: string, map: (code: number) => number): string {
  let all = ''
  for (let at = 0; at < text.length; at++) all += String.fromCharCode(map(text.charCodeAt(at)))
  return all
}
