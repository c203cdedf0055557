/** One line an item, and how to go on. Text of others stays on its own line. */
export function listText(lines: string[], { nextCursor }: { nextCursor?: string }): string {
  if (lines.length === 0 && !nextCursor) return 'Nothing found.'
  // Graph filters after it has cut the page, so a page may be empty while later ones are not.
  const shown = lines.length === 0 ? ['Nothing on this page.'] : lines.map(oneLine)
  return nextCursor
    ? [...shown, `There is more: call again with the same inputs and the cursor ${nextCursor}`].join('\n')
    : shown.join('\n')
}

export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
