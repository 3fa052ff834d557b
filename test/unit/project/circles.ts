/** The circles of a graph, each as one way round; a circle is found once, and a graph without one has none. */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const follow = (node: string, way: readonly string[]): void => {
    const begin = way.indexOf(node);
    if (begin !== -1) circles.push(way.slice(begin));
    if (begin !== -1 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) follow(next, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) follow(node, []);
  return circles;
}
