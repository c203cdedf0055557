const longest = 1000

/** A text of a server for a terminal: what does not show, or could rewrite the terminal, is written as its code point. */
export function printable(text: string): string {
  const plain = text.slice(0, longest).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codePoint)
  return text.length > longest ? `${plain}…` : plain
}

function codePoint(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`
}
