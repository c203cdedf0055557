type Row = Record<string, string | number>

/** A table as the README has it. */
export function markdown(rows: Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns),
    `|${columns.map((column) => (typeof rows[0]?.[column] === 'number' ? '--:' : '---')).join('|')}|`,
    ...rows.map((row) => line(columns.map((column) => row[column] ?? '')))
  ].join('\n')
}
