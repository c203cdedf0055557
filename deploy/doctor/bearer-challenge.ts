/** The parameters of the one Bearer challenge of a WWW-Authenticate header; undefined where there is none, or several. */
export function readChallenge(header: string | null): Record<string, string> | undefined {
  const parts = [...(header ?? '').matchAll(/(?:^|,\s*)([A-Za-z]+)\s+(?=[\w-]+=)/g)]
  if (parts.length !== 1 || parts[0]?.[1]?.toLowerCase() !== 'bearer') return undefined
  const parameters = (header ?? '').matchAll(/(?<![\w-])([\w-]+)="((?:[^"\\]|\\.)*)"/g)
  return Object.fromEntries([...parameters].map(([, name = '', value = '']) => [name, value]))
}
