import { pino } from 'pino';
import { ConfigPublisher } from '../../../src/controller/publishing/config-publisher.ts';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import { Slicer } from '../../../src/kube/slicer.ts';
import { Evaluator } from '../../../src/controller/evaluation/evaluator.ts';
import { PublishedStates } from '../../../src/controller/published/published-states.ts';
import { ApiError, TransportError } from '../../../src/kube/failure.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import type { AttachOptions } from '../../../src/kube/base-class/operator.ts';
import type { Reflector } from '../../../src/kube/watch/reflector.ts';
import type { ApiRequest, ApiResponse } from '../../../src/kube/transport/transport.ts';
import { emptySurroundings } from './fixed-surroundings.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { rawFeatureSet, rawGate, rawPolicy } from '../../support/raw-objects.ts';

/** What becomes of a write whose turn it is: it is taken and the answer is lost, it is refused, forbidden or never answered, or it is taken and altered. */
export type Fate = 'lost' | 'unanswered' | 'refused' | 'forbidden' | 'altered' | 'deleted before the answer';

const SET = 'team/a';
const CONFIG = '/api/v1/namespaces/team/configmaps';
const logger = pino({ enabled: false });

/** A publisher of one FeatureSet beside a server that holds one ConfigMap at most, and whose writes meet what fate says. */
export class PublishingWorld {
  readonly clock = new FakeClock(Date.parse('2026-06-01T12:00:00Z'));
  readonly declarations = new Declarations();
  readonly fate: Fate[] = [];
  /** Every request that may have written, such as `POST`. */
  readonly writes: string[] = [];
  /** How often it was looked at what others have made. */
  looks = 0;
  /** What the server holds. */
  held: KubeObject | undefined;
  /** Whether the watch tells what happens; held back, it tells everything at once when it is let go. */
  watching = true;
  #version = 100;
  #watch: AttachOptions | undefined;
  readonly published = new PublishedStates({
    declarations: this.declarations,
    attach: (options) => {
      this.#watch = options;
      return undefined as unknown as Reflector;
    },
    identity: { text: '--user=test' },
    clock: this.clock,
  });
  readonly evaluator = new Evaluator({
    // Nothing waits for a turn of the loop, so that the clock of the test says when it is done.
    slicer: new Slicer({ budgetMs: Infinity }),
    ...emptySurroundings(),
    declarations: this.declarations,
    published: this.published,
    logger,
    clock: this.clock,
  });
  readonly publisher = new ConfigPublisher({
    declarations: this.declarations,
    evaluator: this.evaluator,
    published: this.published,
    transport: { request: async <T>(request: ApiRequest) => (await this.#answer(request)) as ApiResponse<T> },
    queueHooks: {},
    logger,
    clock: this.clock,
  });

  /** Declares a component with a gate, and a FeatureSet that publishes it; the watch has listed nothing yet. */
  constructor() {
    this.declarations.stores.MaturityPolicy.upsert(rawPolicy('a'), 'list');
    this.declarations.stores.FeatureGate.upsert(rawGate('a', 'X'), 'list');
    this.declare(1, 'Enabled');
    this.published.start();
    this.evaluator.start();
  }

  /** Somebody sets the gate in a new generation of the FeatureSet. */
  declare(generation: number, state: 'Enabled' | 'Disabled' | 'Unset', metadata: object = {}, more: object = {}): void {
    const versions = { generation, resourceVersion: String(++this.#version) };
    const publish = { configMap: 'c', formats: ['FlagString'], ...more };
    const raw = rawFeatureSet('a', state === 'Unset' ? [] : [{ gate: 'X', state }], versions, { publish });
    this.declarations.stores.FeatureSet.upsert({ ...raw, metadata: { ...raw.metadata, ...metadata } }, 'watch');
  }

  /** The watch has its first list. */
  async list(): Promise<void> {
    void this.#watch?.sink.replaceBegin(false);
    if (this.held) void this.#watch?.sink.upsert(this.held, 'list');
    void this.#watch?.sink.replaceEnd();
    this.#watch?.hooks?.onSynced?.();
    await this.clock.advance(50);
  }

  /** The watch is refused. */
  async forbid(): Promise<void> {
    this.#watch?.hooks?.onForbidden?.();
    await this.clock.advance(50);
  }

  /** The watch tells of a ConfigMap beside the one that is held. */
  tell(object: KubeObject): void {
    void this.#watch?.sink.upsert(object, 'watch');
  }

  /** What the last evaluation knows of what stands there. */
  get state(): string | undefined {
    return this.evaluator.get('a')?.featureSets.get(SET)?.published?.kind;
  }

  /** Why the last write did not come about, as the last evaluation knows it. */
  get failure(): string | undefined {
    const published = this.evaluator.get('a')?.featureSets.get(SET)?.published;
    return published && 'failure' in published ? published.failure : undefined;
  }

  /** Whether a status may be written now. */
  get isFree(): boolean {
    return !this.publisher.isHeld(SET) && this.evaluator.get('a') !== undefined;
  }

  /** The flags that stand. */
  get flags(): unknown {
    return (this.held?.['data'] as Record<string, string> | undefined)?.['FlagString'];
  }

  /** Something happens on the server; the watch tells of it. */
  change(object: KubeObject | undefined): void {
    const before = this.held;
    const resourceVersion = String(++this.#version);
    this.held = object && { ...object, metadata: { ...object.metadata, resourceVersion } };
    if (!this.watching) return;
    if (this.held) void this.#watch?.sink.upsert(this.held, 'watch');
    else if (before) void this.#watch?.sink.remove({ ...before, metadata: { ...before.metadata, resourceVersion } });
  }

  async #answer(request: ApiRequest): Promise<ApiResponse<unknown>> {
    await Promise.resolve();
    const { method, path } = request;
    const refuse = (status: number): never => {
      throw new ApiError(`${method} ${path}`, status, { reason: 'Refused' });
    };
    if (path.startsWith(`${CONFIG}/of-others-`)) {
      this.looks++;
      return { status: 200, size: 0, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'of-others' } } };
    }
    if (path === `${CONFIG}/c` && method === 'GET') return { status: 200, size: 0, body: this.held ?? refuse(404) };
    if (path.endsWith('/selfsubjectaccessreviews'))
      return { status: 201, size: 0, body: { status: { allowed: false } } };
    this.writes.push(method);
    if (method === 'DELETE') return { status: 200, size: 0, body: {} };
    const fate = this.fate.shift();
    if (fate === 'refused') return refuse(500);
    if (fate === 'forbidden') return refuse(403);
    if (fate === 'unanswered')
      throw new TransportError(`${method} ${path}`, new Error('timeout'), 'UND_ERR_HEADERS_TIMEOUT');
    const body = request.body as KubeObject;
    if (path === CONFIG && this.held) return refuse(409);
    if (path !== CONFIG && body.metadata.resourceVersion !== this.held?.metadata.resourceVersion) return refuse(409);
    const uid = this.held?.metadata.uid ?? `uid-${this.#version}`;
    const data = fate === 'altered' ? { FlagString: 'X=altered' } : body['data'];
    this.change({ ...body, metadata: { ...body.metadata, uid }, data });
    const answer = this.held;
    if (fate === 'deleted before the answer') this.change(undefined);
    if (fate === 'lost') throw new TransportError(`${method} ${path}`, new Error('reset'), 'ECONNRESET');
    return { status: 200, size: 0, body: answer };
  }
}
