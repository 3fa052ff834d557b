import type { Worlds } from './worlds.ts';

/** What one round takes up. */
export class Work {
  /** Whether anybody waits for the component. */
  readonly components: Map<string, boolean>;
  /** FeatureSets that somebody waits for, by reference. */
  readonly first: ReadonlySet<string>;
  /** Components of which every object is told, changed or not. */
  readonly retold: ReadonlySet<string>;
  readonly #toObserve: ReadonlyMap<string, ReadonlySet<string>>;
  /** FeatureSets of which something is still being asked for, by component. */
  readonly waiting = new Map<string, Set<string>>();
  /** FeatureSets that are told already, by reference. */
  readonly told = new Set<string>();

  constructor(
    taken: Pick<Work, 'components' | 'first' | 'retold'>,
    toObserve: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    this.components = taken.components;
    this.first = taken.first;
    this.retold = taken.retold;
    this.#toObserve = toObserve;
  }

  /** FeatureSets of a component around which something may have changed. */
  toObserve(component: string): Iterable<string> {
    return this.#toObserve.get(component) ?? [];
  }

  /** Something of this FeatureSet is still being asked for. */
  wait(component: string, reference: string): void {
    this.waiting.set(component, (this.waiting.get(component) ?? new Set()).add(reference));
  }
}

/** What the next round has to look at. */
export class DirtyComponents {
  #components = new Map<string, boolean>();
  /** Those held back until they are marked again: judging them now would be judging on half the facts. */
  readonly #held = new Map<string, boolean>();
  #retold = new Set<string>();
  #first = new Set<string>();
  /** FeatureSets around which something may have changed, by component. */
  #sets = new Map<string, Set<string>>();

  /** Whether a round has anything to do. */
  get isReady(): boolean {
    return this.#components.size > 0;
  }

  /** Whether somebody waits for a FeatureSet that changed. */
  get isAwaited(): boolean {
    return this.#first.size > 0;
  }

  mark(component: string, urgent: boolean): void {
    const held = this.#held.get(component);
    this.#held.delete(component);
    this.#components.set(component, urgent || (held ?? this.#components.get(component) ?? false));
  }

  /** Every object of the component is to be told, changed or not. */
  retell(component: string): void {
    this.#retold.add(component);
  }

  /** A FeatureSet changed, or something around it. */
  featureSet(component: string, reference: string, urgent: boolean): void {
    this.#sets.set(component, (this.#sets.get(component) ?? new Set()).add(reference));
    if (urgent) this.#first.add(reference);
  }

  /** Everything there is to do, with the components that refer to what changed, directly or through others. */
  take(worlds: Worlds): Work {
    const components = this.#components;
    for (let size = -1; size !== components.size;) {
      size = components.size;
      for (const component of worlds.referring()) {
        if (components.has(component)) continue;
        const changed = [...worlds.referredToBy(component)].find((name) => components.has(name));
        if (changed !== undefined) components.set(component, components.get(changed) ?? true);
      }
    }
    const work = new Work({ components, first: this.#first, retold: this.#retold }, this.#sets);
    this.#components = new Map();
    this.#retold = new Set();
    this.#first = new Set();
    this.#sets = new Map();
    return work;
  }

  /** Takes components out of a round of which something is still being asked for, and those that refer to them. */
  hold(work: Work, worlds: Worlds): void {
    const held = new Set(work.waiting.keys());
    for (let size = -1; size !== held.size;) {
      size = held.size;
      for (const component of work.components.keys()) {
        if ([...worlds.referredToBy(component)].some((name) => held.has(name))) held.add(component);
      }
    }
    for (const component of held) {
      const urgent = work.components.get(component) ?? true;
      work.components.delete(component);
      if (this.#components.has(component)) this.mark(component, urgent);
      else this.#held.set(component, urgent);
      for (const reference of work.waiting.get(component) ?? []) this.featureSet(component, reference, false);
      if (work.retold.has(component)) this.#retold.add(component);
    }
  }

  /** Takes back what a round has not done. */
  giveBack(work: Work): void {
    for (const [component, urgent] of work.components) {
      this.mark(component, urgent);
      if (work.retold.has(component)) this.#retold.add(component);
      // What is around them is taken over already, but not everybody was told.
      for (const reference of work.toObserve(component)) this.featureSet(component, reference, false);
    }
    for (const reference of work.first) this.#first.add(reference);
  }
}
