import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { namedCharacter } from '../run/html-entities.ts'

import { fail, type Instance, required, strings } from '../run/value.ts'

interface Uri extends Instance {
  identity: string
  written: string
  url: URL | null
}

declare({
  name: 'System.Net.WebUtility',
  kind: 'static',
  members: {
    'static string UrlEncode(string value)': (value: string | null) =>
      value === null ? null : encodeBytes(value, /[\w\-.!*()]/).replaceAll('%20', '+'),
    'static string UrlDecode(string value)': (value: string | null) =>
      value === null ? null : decodeBytes(value.replaceAll('+', ' ')),
    'static string HtmlEncode(string value)': (value: string | null) =>
      value === null ? null : htmlEncode(value),
    'static string HtmlDecode(string value)': (value: string | null) =>
      value === null ? null : htmlDecode(value)
  }
})

declare({ name: 'System.UriKind', kind: 'enum', values: { RelativeOrAbsolute: 0, Absolute: 1, Relative: 2 } })
declare({ name: 'System.UriPartial', kind: 'enum', values: { Scheme: 0, Authority: 1, Path: 2, Query: 3 } })

declare({
  name: 'System.Uri',
  text: (value: Uri) => value.written,
  members: {
    'new(string text)': (text: string | null) =>
      uri(required(text, 'uriString'), 1) ??
      fail('UriFormatException', 'Invalid URI: The format of the URI could not be determined.'),
    'new(Uri base, string relative)': (base: Uri, relative: string) =>
      uri(new URL(relative, base.url ?? undefined).href, 1),
    'static string EscapeDataString(string value)': (value: string | null) =>
      encodeBytes(required(value, 'stringToEscape'), /[\w\-.~]/),
    'static string UnescapeDataString(string value)': (value: string | null) =>
      decodeBytes(required(value, 'stringToUnescape')),
    'static string EscapeUriString(string value)': (value: string | null) =>
      encodeBytes(required(value, 'stringToEscape'), /[\w\-.~:/?#[\]@!$&'()*+,;=]/),
    'static bool TryCreate(string text, System.UriKind kind, out Uri result)': (
      text: string | null,
      kind: number,
      out: (value: Uri | null) => void
    ) => {
      const found = text === null ? null : uri(text, kind)
      out(found)
      return found !== null
    },
    'string AbsoluteUri': (value: Uri) => absolute(value).href,
    'string AbsolutePath': (value: Uri) => absolute(value).pathname,
    'string Authority': (value: Uri) => absolute(value).host,
    'string Host': (value: Uri) => absolute(value).hostname,
    'string Scheme': (value: Uri) => absolute(value).protocol.slice(0, -1),
    'string Query': (value: Uri) => absolute(value).search,
    'string Fragment': (value: Uri) => absolute(value).hash,
    'string PathAndQuery': (value: Uri) => absolute(value).pathname + absolute(value).search,
    'string LocalPath': (value: Uri) => decodeBytes(absolute(value).pathname),
    'string OriginalString': (value: Uri) => value.written,
    'string UserInfo': (value: Uri) => {
      const { username, password } = absolute(value)
      return password === '' ? username : `${username}:${password}`
    },
    'static bool operator ==(Uri a, Uri b)': (a: Uri | null, b: Uri | null) => a?.identity === b?.identity,
    'static bool operator !=(Uri a, Uri b)': (a: Uri | null, b: Uri | null) => a?.identity !== b?.identity,
    'string[] Segments': (value: Uri) => strings(absolute(value).pathname.match(/[^/]*\/|[^/]+$/g) ?? []),
    'int Port': (value: Uri) =>
      Number(absolute(value).port || { 'http:': 80, 'https:': 443 }[absolute(value).protocol] || -1),
    'bool IsAbsoluteUri': (value: Uri) => value.url !== null,
    'bool IsDefaultPort': (value: Uri) => absolute(value).port === '',
    'bool IsLoopback': (value: Uri) => /^(localhost|127\..*|\[::1\])$/.test(absolute(value).hostname),
    'string GetLeftPart(System.UriPartial part)': (value: Uri, part: number) =>
      leftPart(absolute(value), part)
  }
})

/** Reads a Uri of that UriKind. Null when the text is not one. */
export function uri(text: string, kind: number): Uri | null {
  const trimmed = text
    .trim()
    .replace(/%(2D|2E|5F|7E|3\d|[46][1-9A-F]|[57][\dA]|[46]F)/gi, (each) => decodeURIComponent(each))
  const isAbsolute = /^[a-z][a-z\d+.-]*:/i.test(trimmed) && URL.canParse(trimmed)
  if (kind === 1 && !isAbsolute) return null
  if (kind === 2 && isAbsolute) return null
  const url = isAbsolute ? new URL(trimmed) : null
  const written = url === null ? text : url.href
  return {
    type: type('System.Uri'),
    identity: written,
    written: url === null ? text : unescapeShown(written),
    url
  }
}

// ToString decodes the escapes of printable characters, except for the reserved ones.
function unescapeShown(href: string): string {
  return href.replace(/%([2-7][\dA-F])/gi, (found, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[%#?/\\@:;=&+$,\u007f"<>^`{|}]/.test(character) ? found : character
  })
}

function absolute(value: Uri): URL {
  return value.url ?? fail('InvalidOperationException', 'This operation is not supported for a relative URI.')
}

function leftPart(url: URL, part: number): string {
  const scheme = `${url.protocol}//`
  return (
    [
      scheme,
      scheme + url.host,
      scheme + url.host + url.pathname,
      scheme + url.host + url.pathname + url.search
    ][part] ?? ''
  )
}

function encodeBytes(value: string, kept: RegExp): string {
  let all = ''
  for (const character of value) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what may stay
    if (/^[\u0000-\u007f]$/.test(character) && kept.test(character)) all += character
    else
      for (const each of Buffer.from(character)) all += `%${each.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return all
}

function decodeBytes(value: string): string {
  return value.replace(/(?:%[\da-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')
  )
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

function htmlEncode(value: string): string {
  return value.replace(
    /[&<>"']|[\u00a0-\u00ff]|[\ud800-\udbff][\udc00-\udfff]/g,
    (each) => entities[each] ?? `&#${each.codePointAt(0)};`
  )
}

function htmlDecode(value: string): string {
  return value.replace(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (found, hex?: string, digits?: string, name?: string) => {
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
      if (name === undefined)
        return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? found : String.fromCodePoint(code)
      return namedCharacter(name ?? '') ?? found
    }
  )
}
