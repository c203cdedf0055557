/** The circles of a graph: each set of more than one node in which every node reaches every other (Tarjan). */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  for (const node of graph.keys()) if (!index.has(node)) visit(node)
  return circles

  function visit(node: string): number {
    const own = index.size
    index.set(node, own)
    lowest.set(node, own)
    open.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lower(node, visit(next))
      else if (open.includes(next)) lower(node, index.get(next) ?? own)
    }
    const reached = lowest.get(node) ?? own
    if (reached === own) {
      const circle = open.splice(open.indexOf(node))
      if (circle.length > 1) circles.push(circle)
    }
    return reached
  }

  function lower(node: string, to: number): void {
    lowest.set(node, Math.min(lowest.get(node) ?? to, to))
  }
}
