/** One line an item, and how to go on. Text of others stays on its own line. */
export function listText(lines: string[], { nextCursor }: { nextCursor?: string }): string {
  if (lines.length === 0) return 'Nothing found.'
  const more = nextCursor
    ? [`There is more: call again with the same inputs and the cursor ${nextCursor}`]
    : []
  return [...lines.map(oneLine), ...more].join('\n')
}

export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
