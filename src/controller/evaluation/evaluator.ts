import type { Logger } from 'pino';
import type { FeatureSet } from '../../api/declared.ts';
import { KIND_NAMES } from '../../api/kinds.ts';
import { evaluateAll } from '../../lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import type { World } from '../../lifecycle/declared/world.ts';
import type { Clock } from '../../kube/clock.ts';
import { Listeners } from '../../kube/listeners.ts';
import type { ServerReporter } from '../api-server/server-reporter.ts';
import { featureSetsThat, followsRelease, observesGates } from '../api-server/server-followers.ts';
import type { Declaration } from '../declarations/declaration.ts';
import type { Declarations } from '../declarations/declarations.ts';
import type { PublishedStates } from '../published/published-states.ts';
import type { SourceWatch } from '../sources/source-watch.ts';
import { queueKey, type ObjectKey } from '../declarations/queue-key.ts';

export interface EvaluatorOptions {
  readonly declarations: Declarations;
  readonly apiServer: Pick<ServerReporter, 'release' | 'gates' | 'onChange'>;
  readonly sources: Pick<SourceWatch, 'sourcesOf' | 'isPending' | 'onChange'>;
  readonly published: Pick<PublishedStates, 'of' | 'isPending' | 'onChange'>;
  readonly onDuration?: (seconds: number) => void;
  readonly logger: Logger;
  readonly clock: Clock;
}

const LEAST_PAUSE_MS = 5;

/**
 * Keeps one evaluation a component, made anew when anything of it changed or a date passed. Changes that come together
 * are evaluated together: between two rounds it pauses at least as long as the last round took.
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #evaluations = new Map<string, Evaluation>();
  /** Components to evaluate, and whether anybody waits for that. Those held back stay here until they are marked again. */
  readonly #dirty = new Map<string, boolean>();
  readonly #references = new Map<string, ReadonlySet<string>>();
  readonly #boundaries = new Map<string, () => void>();
  readonly #listeners = new Listeners<[keys: readonly ObjectKey[], urgent: boolean]>();
  #cancelRound: (() => void) | undefined;
  #started = false;
  /** Before that no round begins: the first change after a rest is answered at once. */
  #restUntilMs = 0;

  constructor(options: EvaluatorOptions) {
    const { declarations, apiServer, sources, published } = options;
    this.#options = options;
    declarations.onChange(({ before, after, origin, statusOnly }) => {
      for (const one of statusOnly ? [] : [before, after]) this.#markOf(one, origin !== 'list');
    });
    declarations.namespaces.onChange(() => {
      for (const component of declarations.selecting()) this.mark(component);
    });
    apiServer.onChange(() => {
      for (const one of featureSetsThat((set) => followsRelease(set) || observesGates(set), declarations))
        this.#markOf(one);
    });
    for (const observed of [sources, published])
      observed.onChange((key) => this.#markOf(declarations.get('FeatureSet', key)));
  }

  /** Calls `listener` with objects that were just evaluated; `urgent` where a live change asked for it. */
  onEvaluated(listener: (keys: readonly ObjectKey[], urgent: boolean) => void): void {
    this.#listeners.add(listener);
  }

  /** Nothing is evaluated before: half of a world gives wrong answers. */
  start(): void {
    this.#started = true;
    this.resync();
  }

  /** Evaluates every component anew, which is not urgent: a safeguard. */
  resync(): void {
    for (const component of this.#options.declarations.components()) this.mark(component, false);
  }

  /** Ends every timer. */
  stop(): void {
    this.#started = false;
    this.#cancelRound?.();
    for (const cancel of this.#boundaries.values()) cancel();
    this.#boundaries.clear();
  }

  /** Something of the component changed; not urgent where nobody waits for it: of what is listed, and for resyncs. */
  mark(component: string, urgent = true): void {
    this.#dirty.set(component, urgent || (this.#dirty.get(component) ?? false));
    if (!this.#started || this.#cancelRound) return;
    const { clock } = this.#options;
    this.#cancelRound = clock.after(Math.max(this.#restUntilMs - clock.monotonic(), 0), () => this.#round());
  }

  /** The evaluation of a component as of its last round. */
  get(component: string): Evaluation | undefined {
    return this.#evaluations.get(component);
  }

  /** All evaluations, for metrics. */
  all(): IterableIterator<Evaluation> {
    return this.#evaluations.values();
  }

  #markOf(declaration: Declaration | undefined, urgent = true): void {
    if (declaration?.component !== undefined) this.mark(declaration.component, urgent);
  }

  #round(): void {
    this.#cancelRound = undefined;
    const startMs = this.#options.clock.monotonic();
    this.#evaluate(this.#affected());
    const endMs = this.#options.clock.monotonic();
    const tookMs = endMs - startMs;
    this.#restUntilMs = endMs + Math.max(LEAST_PAUSE_MS, tookMs);
    this.#options.onDuration?.(tookMs / 1000);
  }

  /** What changed, and every component that refers to it, directly or through others; whether anybody waits for it. */
  #affected(): Map<string, boolean> {
    const affected = new Map(this.#dirty);
    this.#dirty.clear();
    for (let size = -1; size !== affected.size;) {
      size = affected.size;
      for (const [component, referredTo] of this.#references) {
        const changed = affected.has(component) ? undefined : [...referredTo].find((name) => affected.has(name));
        if (changed !== undefined) affected.set(component, affected.get(changed) ?? true);
      }
    }
    return affected;
  }

  #evaluate(components: ReadonlyMap<string, boolean>): void {
    const { declarations, apiServer, sources, published, clock } = this.#options;
    const now = clock.now();
    const around = {
      reported: apiServer.release,
      observed: apiServer.gates,
      of: (featureSet: FeatureSet) => ({
        sources: sources.sourcesOf(featureSet),
        published: published.of(featureSet),
      }),
      now,
    };
    const worlds = new Map<string, World>();
    for (const component of components.keys()) {
      const world = declarations.world(component, around);
      if (world) worlds.set(component, world);
      this.#references.delete(component);
      if (world) this.#references.set(component, componentsReferredTo(world));
    }
    const held = this.#held(worlds);
    for (const [component, urgent] of components) {
      if (held.has(component)) {
        this.#dirty.set(component, urgent);
        worlds.delete(component);
        continue;
      }
      this.#boundaries.get(component)?.();
      this.#boundaries.delete(component);
      this.#evaluations.delete(component);
    }
    for (const [component, evaluation] of this.#evaluationsOf([...worlds.values()])) {
      this.#evaluations.set(component, evaluation);
      if (evaluation.boundary !== undefined) {
        const cancel = clock.after(evaluation.boundary - now, () => this.mark(component));
        this.#boundaries.set(component, cancel);
      }
      const keys = KIND_NAMES.flatMap((kind) =>
        [...declarations.stores[kind].keysBy('component', component)].map((key) => queueKey(kind, key)),
      );
      this.#tell(component, keys, components.get(component) ?? true);
    }
  }

  /** Worlds of which something is still being asked for, and those that refer to them; what they said last stands meanwhile. */
  #held(worlds: ReadonlyMap<string, World>): Set<string> {
    const { sources, published } = this.#options;
    const held = new Set<string>();
    for (const [component, { featureSets }] of worlds) {
      if (featureSets.some((one) => sources.isPending(one) || published.isPending(one))) held.add(component);
    }
    for (let size = -1; size !== held.size;) {
      size = held.size;
      for (const component of worlds.keys()) {
        if ([...(this.#references.get(component) ?? [])].some((name) => held.has(name))) held.add(component);
      }
    }
    return held;
  }

  #tell(component: string, keys: readonly ObjectKey[], urgent: boolean): void {
    try {
      this.#listeners.tell(keys, urgent);
    } catch (error) {
      this.#options.logger.error({ component, err: error }, 'Failed to compare statuses of component');
    }
  }

  #evaluationsOf(worlds: readonly World[]): ReadonlyMap<string, Evaluation> {
    try {
      return evaluateAll(worlds, this.#evaluations);
    } catch (error) {
      // Never thrown for what users write: a bug of ours, which must not stop the components it does not concern.
      const components = worlds.map(({ component }) => component);
      this.#options.logger.error({ components, err: error }, 'Failed to evaluate components');
      if (worlds.length < 2) return new Map();
      return new Map(worlds.flatMap((world) => [...this.#evaluationsOf([world])]));
    }
  }
}

function componentsReferredTo({ component: own, featureSets, gates }: World): Set<string> {
  const named = new Set<string>();
  for (const { spec } of featureSets) for (const { component } of spec.platform) named.add(component);
  for (const { spec } of gates) for (const { component } of spec.upstream) named.add(component);
  named.delete(own);
  return named;
}
