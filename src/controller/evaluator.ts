import type { Logger } from 'pino';
import { KIND_NAMES } from '../api/kinds.ts';
import { evaluate, type Evaluation } from '../lifecycle/evaluate.ts';
import type { ReportedRelease } from '../lifecycle/world.ts';
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
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const component of dirty) this.#evaluate(component);
    const tookMs = this.#options.clock.now() - startMs;
    this.#pauseMs = Math.max(LEAST_PAUSE_MS, tookMs);
    this.#options.onDuration?.(tookMs / 1000);
  }

  #evaluate(component: string): void {
    const { declarations, reported, onEvaluated, logger, clock } = this.#options;
    this.#boundaries.get(component)?.();
    this.#boundaries.delete(component);
    const now = clock.now();
    const world = declarations.world(component, reported(), now);
    if (!world) {
      this.#evaluations.delete(component);
      return;
    }
    let evaluation: Evaluation;
    try {
      evaluation = evaluate(world);
    } catch (error) {
      // Never thrown for what users write: a bug of ours, which must not stop the other components.
      logger.error({ component, err: error }, 'Failed to evaluate component');
      return;
    }
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
