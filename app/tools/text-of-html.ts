/** What a mail program would show of HTML, as plain text. Links keep their addresses; images and styles are dropped. */
export async function textOfHtml(html: string): Promise<string> {
  const { convert } = await import('html-to-text')
  return convert(html.slice(0, longestHtml), {
    wordwrap: false,
    limits: { maxDepth: 100 },
    selectors: [{ selector: 'img', format: 'skip' }]
  })
}

// In characters. Markup is most of a message, so this is far more than a tool shows of a body.
const longestHtml = 1024 * 1024
