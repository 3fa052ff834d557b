import { isDeepStrictEqual } from 'node:util';
import type { FeatureSet } from '../../../src/api/declared.ts';
import { KIND_NAMES, type KindName } from '../../../src/api/kinds.ts';
import { CONSENT, OWNER_LABEL, PUBLISHER_ROLE, READER_ROLE } from '../../../src/api/marks.ts';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import { desiredStatus, verdictOf } from '../../../src/report/status/desired-status.ts';
import { publishedConfigMap, type PublishedConfigMap } from '../../../src/controller/published/published-config-map.ts';
import type { PublishedConfigMaps } from '../../../src/controller/published/published-config-maps.ts';
import { publishedStateOf } from '../../../src/controller/published/published-state.ts';
import { situationOf } from '../../../src/controller/publishing/publishing-situation.ts';
import { publishingStep, type PublishingStep } from '../../../src/controller/publishing/publishing-step.ts';
import type { PublishFailure } from '../../../src/controller/published/publish-failure.ts';
import { gatesInData } from '../../../src/formats/published-config.ts';
import { sourceStateOf } from '../../../src/formats/source-state.ts';
import { objectKey, splitKey, type KubeObject } from '../../../src/kube/object.ts';
import { evaluateAll } from '../../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../../src/lifecycle/component/evaluation.ts';
import type { SourceState } from '../../../src/lifecycle/config/observed-configs.ts';
import { CONTENTS } from './history-objects.ts';
import { labelsOf, type Holdings } from './holdings.ts';
import { twinWorld } from './twin-world.ts';

/** What only an operator that has lived through a history can know of a FeatureSet. */
interface Memory {
  /** Why the last step was not taken. */
  readonly failure?: PublishFailure | undefined;
  /** The gates of what it published, which somebody has edited since. */
  readonly gates?: readonly string[] | undefined;
  /** Of each source, which of `CONTENTS` it said when it was last read well. */
  readonly last?: readonly number[];
}

const GRANTEE = '--serviceaccount=stagegate-system:stagegate';

/** The operator that has just come and knows nothing but what the server holds: what an idle operator must agree with. */
export class ServerTwin {
  readonly declarations = new Declarations();
  readonly now = Date.now();
  readonly #holdings: Holdings;
  readonly #configMaps: ReadonlyMap<string, KubeObject>;
  /** Those that carry the label of a FeatureSet. */
  readonly #labelled = new Map<string, PublishedConfigMap>();
  readonly #memories = new Map<string, Memory>();
  #evaluations: ReadonlyMap<string, Evaluation> = new Map();

  constructor(holdings: Holdings) {
    this.#holdings = holdings;
    for (const kind of KIND_NAMES)
      for (const raw of holdings.objects[kind]) this.declarations.stores[kind].upsert(raw, 'list');
    for (const raw of holdings.namespaces) this.declarations.namespaces.upsert(raw, 'list');
    this.#configMaps = new Map(holdings.configMaps.map((raw) => [objectKey(raw.metadata), raw]));
    for (const [key, raw] of this.#configMaps)
      if (OWNER_LABEL in labelsOf(raw)) this.#labelled.set(key, publishedConfigMap(raw));
    this.#evaluate();
    for (const key of this.keys('FeatureSet')) {
      const failure = this.#troubleOf(key);
      if (failure) this.#memories.set(key, { failure });
    }
    this.#evaluate();
    // A FeatureSet may be explained only when the one it runs on is.
    for (let round = 0; round < 2; round++)
      for (const key of this.keys('FeatureSet')) if (!this.agrees(key)) this.#recall(key);
  }

  keys(kind: KindName): string[] {
    return [...this.declarations.stores[kind].keys()];
  }

  evaluations(): Iterable<Evaluation> {
    return this.#evaluations.values();
  }

  /** The ConfigMap of that name. */
  configMap(key: string): KubeObject | undefined {
    return this.#configMaps.get(key);
  }

  /** What the operator would write, `asNew` where it had never written anything. */
  statusOf(kind: KindName, key: string, asNew = false): Readonly<Record<string, unknown>> | undefined {
    const stands = this.declarations.get(kind, key);
    const evaluation = this.#evaluations.get(stands?.component ?? '');
    const verdict = verdictOf(evaluation, kind, key);
    return stands && desiredStatus(asNew ? { ...stands, status: undefined } : stands, verdict, this.now);
  }

  /** What is left to do for what a FeatureSet publishes; undefined where it cannot be done. */
  stepOf(key: string): PublishingStep | undefined {
    const declaration = this.declarations.get('FeatureSet', key);
    if (!declaration || this.#memories.get(key)?.failure) return undefined;
    return publishingStep(situationOf(this.#places(key), declaration));
  }

  /** Whether a namespace lets the operator read, or also write. */
  may(namespace: string, what: 'read' | 'write'): boolean {
    const roles = what === 'read' ? [READER_ROLE, PUBLISHER_ROLE] : [PUBLISHER_ROLE];
    return this.#holdings.roleBindings.some(
      ({ metadata, roleRef }) =>
        metadata.namespace === namespace && roles.includes((roleRef as { name: string }).name as never),
    );
  }

  /** Whether the status of a FeatureSet is what it should be. */
  agrees(key: string): boolean {
    return isDeepStrictEqual(this.statusOf('FeatureSet', key), this.declarations.get('FeatureSet', key)?.status);
  }

  #evaluate(): void {
    const around = {
      reported: this.#holdings.reported,
      observed: this.#holdings.observed,
      now: this.now,
      of: (featureSet: FeatureSet) => {
        const key = objectKey(featureSet.metadata);
        const { failure, last } = this.#memories.get(key) ?? {};
        const published = publishedStateOf(this.#places(key), featureSet, failure);
        return { sources: this.#sourcesOf(featureSet, last), published };
      },
    };
    const worlds = [...this.declarations.components()].flatMap(
      (one) => twinWorld(this.declarations, one, around) ?? [],
    );
    this.#evaluations = evaluateAll(worlds);
  }

  /** Stands for the watches of what is published. */
  #places(key: string) {
    const labelled = (namespace: string): PublishedConfigMap[] =>
      this.may(namespace, 'read') ? [...this.#labelled.values()].filter((one) => one.namespace === namespace) : [];
    const configMaps: Pick<PublishedConfigMaps, 'access' | 'get' | 'of' | 'gatesOf'> = {
      access: (namespace) => (this.may(namespace, 'read') ? 'Listed' : 'Forbidden'),
      get: (namespace, name) => labelled(namespace).find((one) => one.name === name),
      of: (namespace, owner) => labelled(namespace).filter((one) => one.owner === owner),
      gatesOf: ({ data }) => this.#memories.get(key)?.gates ?? gatesInData(data),
    };
    return {
      declarations: this.declarations,
      evaluator: { get: (component: string) => this.#evaluations.get(component) },
      configMaps: configMaps as PublishedConfigMaps,
      grantee: GRANTEE,
    };
  }

  #sourcesOf({ metadata: { namespace = '' }, spec }: FeatureSet, last: readonly number[] = []): SourceState[] {
    return spec.sources.map((source, at): SourceState => {
      const raw = this.#configMaps.get(`${namespace}/${source.configMap.name}`);
      if (!this.may(namespace, 'read')) return { kind: 'NotAllowed', lacks: 'Right', grantee: GRANTEE };
      if (raw && labelsOf(raw)[CONSENT.label] !== CONSENT.value) return { kind: 'NotAllowed', lacks: 'Label' };
      const remembered = CONTENTS[last[at] ?? -1];
      const before = remembered && sourceStateOf(source, { data: remembered, binary: [] }, undefined);
      const data = (raw?.['data'] ?? {}) as Readonly<Record<string, string>>;
      const reading = before?.kind === 'Read' ? before.reading : undefined;
      return sourceStateOf(source, raw && { data, binary: [] }, reading);
    });
  }

  #troubleOf(key: string): PublishFailure | undefined {
    const step = this.stepOf(key);
    const { namespace = '' } = splitKey(key);
    if (!step || step.kind === 'Rest' || step.kind === 'InOrder') return undefined;
    if (step.kind === 'Create' && this.#configMaps.has(objectKey(step.manifest.metadata))) return { kind: 'NotOwned' };
    return this.may(namespace, 'write') ? undefined : { kind: 'NotPermitted', reason: 'not granted' };
  }

  /** Looks for what the operator may remember by design, so that its status is right. */
  #recall(key: string): void {
    const known = this.#memories.get(key) ?? {};
    for (const memory of this.#memoriesOf(key)) {
      this.#memories.set(key, { ...known, ...memory });
      this.#evaluate();
      if (this.agrees(key)) return;
    }
    this.#memories.set(key, known);
    this.#evaluate();
  }

  *#memoriesOf(key: string): Generator<Memory> {
    const { parsed, status } = this.declarations.get('FeatureSet', key) ?? {};
    if (!parsed?.valid) return;
    const findings = (status?.['findings'] ?? []) as readonly { reason: string; subject: string }[];
    const vanished = findings.filter(({ reason }) => reason === 'GateVanished').map(({ subject }) => subject);
    const contents = [-1, ...CONTENTS.keys()];
    const [first, second] = this.#sourcesOf(parsed.object).map(({ kind }) =>
      kind === 'Missing' || kind === 'Malformed' ? contents : [-1],
    );
    for (const gates of [undefined, [], vanished])
      for (const one of first ?? [-1]) for (const two of second ?? [-1]) yield { gates, last: [one, two] };
  }
}
