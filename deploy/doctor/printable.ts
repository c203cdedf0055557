const longest = 1000

/** A server's text, safe for a terminal: characters that are invisible or control it are written as code points. */
export function printable(text: string): string {
  const plain = text.slice(0, longest).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codePoint)
  return text.length > longest ? `${plain}…` : plain
}

function codePoint(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`
}
