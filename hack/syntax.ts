import { parseAst } from 'rolldown/parseAst';

/** A node of the syntax tree of a TypeScript file (ESTree with TypeScript's own node types). */
export type Node = Record<string, unknown> & { type: string };

/** Calls `look` on every node of a TypeScript text, parents first; `key` is the parent's field that holds the node. */
export function walk(text: string, look: (node: Node, parent?: Node, key?: string) => void): void {
  const visit = (node: Node, parent?: Node, key?: string): void => {
    look(node, parent, key);
    for (const [childKey, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (isNode(child)) visit(child, node, childKey);
      }
    }
  };
  visit(parseAst(text, { lang: 'ts' }) as unknown as Node);
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
