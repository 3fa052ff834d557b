import type { Logger } from 'pino';
import type { Clock } from '../../kube/clock.ts';
import { isStatus, messageOf } from '../../kube/failure.ts';
import { Listeners } from '../../kube/listeners.ts';
import { readServerVersion } from '../../kube/requests/server-version.ts';
import type { Transport } from '../../kube/transport/transport.ts';
import type { Declarations } from '../declarations/declarations.ts';
import { reportedBefore } from './reported-release.ts';
import { featureSetsThat, followsRelease, observesGates } from './server-followers.ts';
import { readServerGates } from './server-gates.ts';
import { FlapDamper } from './flap-damper.ts';
import type { ReportedRelease, Observed } from '../../lifecycle/install/reported.ts';

const INTERVAL_MS = 10_000;
const JITTER = 0.2;

export interface ServerReporterOptions {
  readonly declarations: Declarations;
  readonly transport: Pick<Transport, 'request' | 'stream'>;
  /** Aborted when the operator stops. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
  readonly clock: Clock;
  /** From 0 to below 1, for jitter. */
  readonly random?: () => number;
}

/**
 * Follows what an API server says of itself, its release and its gates, and does not flap while two servers differ (`FlapDamper`).
 * Gates belong to a release: they are heard only from a server that runs the believed one, and change together with it.
 */
export class ServerReporter {
  readonly #options: ServerReporterOptions;
  readonly #release = new FlapDamper(agreesInRelease);
  readonly #gates = new FlapDamper(isEqual);
  /** The last failure of each question, until it is answered again. */
  readonly #reasons = new Map<string, string>();
  #cancel: (() => void) | undefined;
  #running = false;
  #asking = false;
  #hurried = false;
  readonly #listeners = new Listeners<[]>();

  constructor(options: ServerReporterOptions) {
    this.#options = options;
    options.declarations.onChangeOf('FeatureSet', ({ after, statusOnly }) => {
      if (after && !statusOnly && observesGates(after)) this.#hurry();
    });
  }

  /** Calls `listener` when something else is believed than before. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** The release that is believed; undefined before the first answer. */
  get release(): ReportedRelease | undefined {
    return this.#release.believed;
  }

  /** The gates that are believed; undefined before the first answer, and while nobody asks. */
  get gates(): Observed | undefined {
    return this.#gates.believed;
  }

  /** Begins to ask, and believes until then what statuses said before a restart. Resolves after the first try, whatever its outcome. */
  async start(): Promise<void> {
    this.#running = true;
    this.#release.believe(reportedBefore(featureSetsThat(followsRelease, this.#options.declarations)));
    await this.#ask();
  }

  /** Asks no more. */
  stop(): void {
    this.#running = false;
    this.#cancel?.();
  }

  /** Somebody begins to compare gates: asks at once where nothing is known of them. */
  #hurry(): void {
    if (!this.#running || this.#gates.believed !== undefined) return;
    this.#hurried = true;
    if (this.#asking) return;
    this.#cancel?.();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    this.#asking = true;
    this.#hurried = false;
    await this.#hear();
    this.#asking = false;
    if (!this.#running) return;
    const waitMs = this.#hurried ? 0 : INTERVAL_MS * (1 - JITTER / 2 + JITTER * random());
    this.#cancel = clock.after(waitMs, () => void this.#ask());
  }

  async #hear(): Promise<void> {
    const { declarations, transport, stopping } = this.#options;
    const [release, gates] = [this.#release.believed, this.#gates.believed];
    const version = await this.#answer('release', () => readServerVersion(transport, stopping));
    const answer = version && { release: version.emulation, minCompatibility: version.minCompatibility };
    if (answer) this.#hearRelease(answer);
    if (featureSetsThat(observesGates, declarations).length === 0) this.#gates.believe(undefined);
    else if (answer && this.#isOfBelieved(answer)) await this.#hearGates();
    else if (answer) this.#gates.interrupt();
    if (this.#release.believed !== release || this.#gates.believed !== gates) this.#listeners.tell();
  }

  #hearRelease(answer: ReportedRelease): void {
    const from = this.#release.believed?.release;
    if (!this.#release.hear(answer)) return;
    this.#gates.believe(undefined);
    this.#options.logger.info({ from, to: answer.release }, 'Took release from the API server');
  }

  #isOfBelieved(answer: ReportedRelease): boolean {
    return this.#release.believed !== undefined && agreesInRelease(this.#release.believed, answer);
  }

  async #hearGates(): Promise<void> {
    const { transport, stopping, logger } = this.#options;
    const answer = await this.#answer('gates', () => readServerGates(transport, stopping).catch(refusal));
    if (!answer) return;
    // Who is let in again need not doubt what is heard.
    if (this.#gates.believed === 'NotPermitted' && answer !== 'NotPermitted') this.#gates.believe(undefined);
    if (!this.#gates.hear(answer)) return;
    if (answer === 'NotPermitted') logger.warn('The API server does not let the operator read its metrics');
    else logger.info({ gates: answer.size }, 'Took gates from the API server');
  }

  /** Undefined where there is none: each failure is told once, not at every try. */
  async #answer<T>(question: 'release' | 'gates', read: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await read();
      this.#reasons.delete(question);
      return answer;
    } catch (error) {
      const reason = messageOf(error);
      if (this.#running && this.#reasons.get(question) !== reason)
        this.#options.logger.warn({ reason }, `Failed to ask the API server for its ${question}`);
      this.#reasons.set(question, reason);
      return undefined;
    }
  }
}

function refusal(error: unknown): 'NotPermitted' {
  if (isStatus(error, 403)) return 'NotPermitted';
  throw error;
}

/** A server that does not say its minCompatibility contradicts nobody's. */
function agreesInRelease(believed: ReportedRelease, answer: ReportedRelease): boolean {
  if (believed.release !== answer.release) return false;
  return answer.minCompatibility === undefined || believed.minCompatibility === answer.minCompatibility;
}

function isEqual(believed: Observed, answer: Observed): boolean {
  if (believed === 'NotPermitted' || answer === 'NotPermitted') return believed === answer;
  return believed.size === answer.size && [...answer].every(([gate, on]) => believed.get(gate) === on);
}
