/** A text as a literal of Bicep for a parameter of that type. A text that is no number or Boolean stays one, and Bicep refuses it. */
export function bicepLiteral(type: string, text: string): string {
  if (type === 'int' && /^-?\d+$/.test(text)) return text
  if (type === 'bool' && /^(true|false)$/.test(text)) return text
  const quoted = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
  return `'${quoted}'`
}
