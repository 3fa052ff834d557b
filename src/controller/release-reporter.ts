import type { Logger } from 'pino';
import type { ReportedRelease } from '../lifecycle/world.ts';
import type { Clock } from '../kube/clock.ts';
import { messageOf } from '../kube/failure.ts';
import type { ServerVersion } from '../kube/server-version.ts';

const INTERVAL_MS = 10_000;
const JITTER = 0.2;
/** Equal answers in a row before a different release is believed: during a rollout two servers answer differently. */
const AGREEMENT = 3;

/** How a release reporter is set up. */
export interface ReleaseReporterOptions {
  readonly read: () => Promise<ServerVersion>;
  /** The release that was believed last changed. */
  readonly onChange: () => void;
  readonly logger: Logger;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Follows the release an API server reports: the first answer at once, another one only when it stays. */
export class ReleaseReporter {
  readonly #options: ReleaseReporterOptions;
  #believed: ReportedRelease | undefined;
  #candidate: ReportedRelease | undefined;
  #agreed = 0;
  #cancel: (() => void) | undefined;
  #running = false;

  constructor(options: ReleaseReporterOptions) {
    this.#options = options;
  }

  /** The release that is believed; undefined before the first answer. */
  get reported(): ReportedRelease | undefined {
    return this.#believed;
  }

  /** Begins to ask; `known` is what a status said before a restart. Resolves after the first try, whatever its outcome. */
  async start(known: ReportedRelease | undefined): Promise<void> {
    this.#running = true;
    this.#believed = known;
    await this.#ask();
  }

  /** Asks no more. */
  stop(): void {
    this.#running = false;
    this.#cancel?.();
  }

  async #ask(): Promise<void> {
    const { read, logger, clock, random } = this.#options;
    try {
      const { emulation, minCompatibility } = await read();
      this.#hear({ release: emulation, minCompatibility });
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'Failed to ask the API server for its release');
    }
    if (!this.#running) return;
    const waitMs = INTERVAL_MS * (1 - JITTER / 2 + JITTER * random());
    this.#cancel = clock.after(waitMs, () => void this.#ask());
  }

  #hear(answer: ReportedRelease): void {
    if (this.#believed && same(this.#believed, answer)) {
      this.#agreed = 0;
      return;
    }
    this.#agreed = this.#candidate && same(this.#candidate, answer) ? this.#agreed + 1 : 1;
    this.#candidate = answer;
    if (this.#believed && this.#agreed < AGREEMENT) return;
    this.#options.logger.info(
      { from: this.#believed?.release, to: answer.release },
      'Took release from the API server',
    );
    this.#believed = answer;
    this.#agreed = 0;
    this.#options.onChange();
  }
}

/** A server that does not say its minCompatibility contradicts nobody's. */
function same(believed: ReportedRelease, answer: ReportedRelease): boolean {
  if (believed.release !== answer.release) return false;
  return answer.minCompatibility === undefined || believed.minCompatibility === answer.minCompatibility;
}
