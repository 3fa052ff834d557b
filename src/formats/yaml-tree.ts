import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { sentenceOf } from './yaml-problem.ts';

/** One value of a text. */
export interface Part {
  /** As JSON has it; of a key that stands twice the last counts. Values behind aliases are shared. */
  readonly value: unknown;
  /** Where it begins, in characters from the begin of the text. */
  readonly offset: number;
  /** Of a single value, as it is written, without quotes. */
  readonly written?: string;
  /** Of a map, in the order in which they stand, keys that stand twice included, merged ones first. */
  readonly fields?: readonly Field[];
  /** Of a list. */
  readonly items?: readonly Part[];
}

/** One key of a map. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly part: Part;
}

/** A key that stands again in one map. */
export interface RepeatedField extends Field {
  /** Where it stood before. */
  readonly before: number;
}

/** Values that aliases and merges may add in all: a text of 1 MiB must not become gigabytes. */
const MAX_BORROWED = 1_000_000;
/** Deeper than anything that is written by hand, and far from the end of the stack. */
const MAX_DEPTH = 250;

const NOTHING: Part = { value: null, offset: 0 };

/** Makes the parts of one document. Once there is a problem, what it answers means nothing. */
export class YamlTree {
  readonly #anchors = new Map<string, { readonly part: Part; readonly size: number }>();
  readonly #repeated: RepeatedField[];
  #borrowed = 0;
  /** Parts so far, with those behind aliases as often as they count. */
  #size = 0;
  problem: { readonly offset: number; readonly message: string } | undefined;

  constructor(repeated: RepeatedField[]) {
    this.#repeated = repeated;
  }

  partOf(node: Node | null, depth: number): Part {
    if (!node || this.problem) return NOTHING;
    const offset = node.range?.[0] ?? 0;
    if (depth > MAX_DEPTH) return this.#refuse(offset, sentenceOf('RESOURCE_EXHAUSTION'));
    const before = this.#size;
    this.#size += 1;
    if (isAlias(node)) return this.#aliased(node.source, offset);
    const part = this.#grown(node, offset, depth + 1);
    // Only now: an alias within its own anchor would be a circle.
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, { part, size: this.#size - before });
    return part;
  }

  #grown(node: Node, offset: number, depth: number): Part {
    if (isMap(node)) return this.#map(node as YAMLMap<Node, Node | null>, offset, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.partOf(item as Node | null, depth));
      return { value: items.map(({ value }) => value), offset, items };
    }
    const { value, source } = node as { value?: unknown; source?: string };
    // A merge key that stands where a value does is a text.
    const plain = typeof value === 'symbol' ? '<<' : value;
    return { value: plain, offset, written: source ?? String(plain) };
  }

  #aliased(name: string, offset: number): Part {
    const found = this.#anchors.get(name);
    if (!found) return this.#refuse(offset, 'an alias has no anchor before it; define one, or quote the value');
    this.#borrow(found.size, offset);
    return found.part;
  }

  #map({ items }: YAMLMap<Node, Node | null>, offset: number, depth: number): Part {
    const own = new Map<string, Field>();
    const inherited = new Map<string, Field>();
    const fields: Field[] = [];
    for (const { key, value } of items) {
      const part = this.partOf(value, depth);
      const at = key?.range?.[0] ?? offset;
      if (!isScalar(key) || key.value === null) return this.#refuse(at, 'a key must be a single value; quote it');
      if (typeof key.value === 'symbol') {
        this.#merge(part, at, inherited);
        continue;
      }
      const field = { name: String(key.value as string | number | boolean), offset: at, part };
      const before = own.get(field.name)?.offset;
      if (before !== undefined) this.#repeated.push({ ...field, before });
      own.set(field.name, field);
      fields.push(field);
    }
    const merged = [...inherited.values()].filter(({ name }) => !own.has(name));
    const all = [...merged, ...fields];
    return { value: Object.fromEntries(all.map(({ name, part }) => [name, part.value])), offset, fields: all };
  }

  /** Of two maps that are merged the first counts. */
  #merge(source: Part, offset: number, into: Map<string, Field>): void {
    for (const { fields } of source.items ?? [source]) {
      if (!fields) this.#refuse(offset, 'only maps can be merged with <<; quote it if it is a name');
      for (const field of fields ?? []) if (!into.has(field.name)) into.set(field.name, field);
      this.#borrow(fields?.length ?? 0, offset);
    }
  }

  #borrow(size: number, offset: number): void {
    this.#size += size;
    this.#borrowed += size;
    if (this.#borrowed > MAX_BORROWED) this.#refuse(offset, 'aliases multiply beyond measure; write fewer of them');
  }

  #refuse(offset: number, message: string): Part {
    this.problem ??= { offset, message };
    return NOTHING;
  }
}
