import { compareWords } from '../names/compare-words.ts';

/**
 * The cycles of a graph: each set of nodes that reach one another, sorted, a node that needs itself included
 * (semantics.md rule 35). Tarjan's algorithm without recursion, so that no chain is too long.
 */
function cyclesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const path: { node: string; next: number }[] = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const frame = path[path.length - 1] as { node: string; next: number };
      const { node } = frame;
      if (frame.next === 0) {
        order.set(node, order.size);
        low.set(node, order.size - 1);
        stack.push(node);
        onStack.add(node);
      }
      const target = edges.get(node)?.[frame.next];
      frame.next += 1;
      if (target !== undefined) {
        if (!order.has(target) && edges.has(target)) path.push({ node: target, next: 0 });
        else if (onStack.has(target)) low.set(node, Math.min(low.get(node) ?? 0, order.get(target) ?? 0));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.node, Math.min(low.get(parent.node) ?? 0, low.get(node) ?? 0));
      if (low.get(node) !== order.get(node)) continue;
      const members = stack.splice(stack.lastIndexOf(node));
      for (const member of members) onStack.delete(member);
      if (members.length > 1 || edges.get(node)?.includes(node)) cycles.push(members.sort(compareWords));
    }
  }
  return cycles;
}

/** The cycle that each node is in, for those that are in one: all members of a cycle share its list. */
export function cyclesByMember(edges: ReadonlyMap<string, readonly string[]>): Map<string, readonly string[]> {
  const byMember = new Map<string, readonly string[]>();
  for (const members of cyclesOf(edges)) for (const member of members) byMember.set(member, members);
  return byMember;
}
