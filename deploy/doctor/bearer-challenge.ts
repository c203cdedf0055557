/** The parameters of the one Bearer challenge of a WWW-Authenticate header; undefined where there is none, or several. */
export function readChallenge(header: string | null): Record<string, string> | undefined {
  const schemes: string[] = []
  const parameters: Record<string, string> = {}
  const parts = (header ?? '').match(part) ?? []
  for (const [index, word] of parts.entries()) {
    if (parts[index + 1] === '=') parameters[word] = unquoted(parts[index + 2] ?? '')
    else if (word !== '=' && word !== ',' && parts[index - 1] !== '=') schemes.push(word)
  }
  return schemes.length === 1 && schemes[0]?.toLowerCase() === 'bearer' ? parameters : undefined
}

/** A quoted string (one that is not closed goes on to the end), a word, or what stands between (RFC 9110 §11.2). */
const part = /"(?:[^"\\]|\\[\s\S])*"?|[^\s",=]+|[,=]/g

function unquoted(value: string): string {
  return value.startsWith('"') ? value.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1') : value
}
