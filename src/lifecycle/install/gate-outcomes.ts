import type { GateOutcome } from './gate-outcome.ts';

/** A gate outcome while the steps fill it in. */
export type GateOutcomeDraft = { -readonly [Field in keyof GateOutcome]: GateOutcome[Field] };

/**
 * Every gate of one installation by name: what all installs of its release share, and beside it only what is different here.
 */
export class GateOutcomes implements ReadonlyMap<string, GateOutcome> {
  /** What all installs of the release begin with, sorted by name; never written to. */
  readonly shared: ReadonlyMap<string, GateOutcome>;
  readonly #own = new Map<string, GateOutcomeDraft>();

  constructor(shared: ReadonlyMap<string, GateOutcome>) {
    this.shared = shared;
  }

  get size(): number {
    return this.shared.size;
  }

  /** The gates that a step has written to. */
  get own(): ReadonlyMap<string, GateOutcome> {
    return this.#own;
  }

  get(name: string): GateOutcome | undefined {
    return this.#own.get(name) ?? this.shared.get(name);
  }

  has(name: string): boolean {
    return this.shared.has(name);
  }

  /** The outcome of a gate to write to. Throws where there is no gate of that name. */
  edit(name: string): GateOutcomeDraft {
    const known = this.#own.get(name);
    if (known) return known;
    const shared = this.shared.get(name);
    if (!shared) throw new Error(`no gate ${name}`);
    const own = { ...shared };
    this.#own.set(name, own);
    return own;
  }

  keys(): MapIterator<string> {
    return this.shared.keys();
  }

  *values(): MapIterator<GateOutcome> {
    for (const [name, shared] of this.shared) yield this.#own.get(name) ?? shared;
    return undefined;
  }

  *entries(): MapIterator<[string, GateOutcome]> {
    for (const [name, shared] of this.shared) yield [name, this.#own.get(name) ?? shared];
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[string, GateOutcome]> {
    return this.entries();
  }

  forEach(callback: (outcome: GateOutcome, name: string, map: ReadonlyMap<string, GateOutcome>) => void): void {
    for (const [name, outcome] of this) callback(outcome, name, this);
  }
}
