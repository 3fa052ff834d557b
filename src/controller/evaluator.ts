import type { Logger } from 'pino';
import { KIND_NAMES } from '../api/kinds.ts';
import { componentsReferredTo } from '../lifecycle/component.ts';
import { evaluateAll, type Evaluation } from '../lifecycle/evaluate.ts';
import type { ReportedRelease, World } from '../lifecycle/world.ts';
import type { Clock } from '../kube/clock.ts';
import { queueKey, type Declarations, type ObjectKey } from './declarations.ts';

/** How an evaluator is set up. */
export interface EvaluatorOptions {
  readonly declarations: Declarations;
  readonly reported: () => ReportedRelease | undefined;
  /** Called with every object of a component that was just evaluated. */
  readonly onEvaluated: (keys: readonly ObjectKey[]) => void;
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
  readonly #dirty = new Set<string>();
  readonly #references = new Map<string, ReadonlySet<string>>();
  readonly #boundaries = new Map<string, () => void>();
  #cancelRound: (() => void) | undefined;
  #started = false;
  #pauseMs = LEAST_PAUSE_MS;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
  }

  /** Nothing is evaluated before: half of a world gives wrong answers. */
  start(): void {
    this.#started = true;
    for (const component of this.#options.declarations.components()) this.mark(component);
  }

  /** Ends every timer. */
  stop(): void {
    this.#started = false;
    this.#cancelRound?.();
    for (const cancel of this.#boundaries.values()) cancel();
    this.#boundaries.clear();
  }

  /** Something of the component changed. */
  mark(component: string): void {
    this.#dirty.add(component);
    if (!this.#started || this.#cancelRound) return;
    this.#cancelRound = this.#options.clock.after(this.#pauseMs, () => this.#round());
  }

  /** The evaluation of a component as of its last round. */
  get(component: string): Evaluation | undefined {
    return this.#evaluations.get(component);
  }

  /** All evaluations, for metrics. */
  all(): IterableIterator<Evaluation> {
    return this.#evaluations.values();
  }

  #round(): void {
    this.#cancelRound = undefined;
    const startMs = this.#options.clock.now();
    this.#evaluate(this.#affected());
    const tookMs = this.#options.clock.now() - startMs;
    this.#pauseMs = Math.max(LEAST_PAUSE_MS, tookMs);
    this.#options.onDuration?.(tookMs / 1000);
  }

  /** What changed, and every component that refers to it, directly or through others. */
  #affected(): Set<string> {
    const affected = new Set(this.#dirty);
    this.#dirty.clear();
    for (let size = -1; size !== affected.size;) {
      size = affected.size;
      for (const [component, referredTo] of this.#references) {
        if ([...referredTo].some((name) => affected.has(name))) affected.add(component);
      }
    }
    return affected;
  }

  #evaluate(components: ReadonlySet<string>): void {
    const { declarations, reported, onEvaluated, clock } = this.#options;
    const now = clock.now();
    const worlds: World[] = [];
    for (const component of components) {
      this.#boundaries.get(component)?.();
      this.#boundaries.delete(component);
      this.#evaluations.delete(component);
      this.#references.delete(component);
      const world = declarations.world(component, reported(), now);
      if (!world) continue;
      worlds.push(world);
      this.#references.set(component, componentsReferredTo(world));
    }
    for (const [component, evaluation] of this.#evaluationsOf(worlds)) {
      this.#evaluations.set(component, evaluation);
      if (evaluation.boundary !== undefined) {
        const cancel = clock.after(evaluation.boundary - now, () => this.mark(component));
        this.#boundaries.set(component, cancel);
      }
      onEvaluated(
        KIND_NAMES.flatMap((kind) =>
          [...declarations.stores[kind].keysBy('component', component)].map((key) => queueKey(kind, key)),
        ),
      );
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
