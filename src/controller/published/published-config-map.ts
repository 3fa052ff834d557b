import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Metadata } from '../../api/kinds.ts';
import { OWNER_LABEL } from '../../api/marks.ts';
import type { PublishedState } from '../../lifecycle/config/observed-configs.ts';
import type { KubeObject, ObjectMeta } from '../../kube/object.ts';

const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'stagegate' };
const FEATURE_SET = 'stagegate.dev/featureset';
const RELEASE = 'stagegate.dev/release';
const GENERATION = 'stagegate.dev/generation';
const HASH = 'stagegate.dev/hash';

type Texts = Readonly<Record<string, string>>;

/** A ConfigMap that carries our label, as it was last seen. */
export interface PublishedConfigMap {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** The uid in its label. */
  readonly owner: string;
  readonly data: Texts;
  /** Somebody put binary data into it. */
  readonly binary: boolean;
  /** All that others may have set, for a write that keeps it. */
  readonly metadata: ObjectMeta;
}

/** What a FeatureSet wants to stand there. */
export interface WantedConfig {
  readonly data: Texts;
  readonly release: string;
}

/** Reads a ConfigMap at the door. */
export function publishedConfigMap({ metadata, data, binaryData }: KubeObject): PublishedConfigMap {
  const { managedFields: _, ...kept } = metadata;
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    owner: textsOf(metadata['labels'])[OWNER_LABEL] ?? '',
    data: textsOf(data),
    binary: Object.keys(textsOf(binaryData)).length > 0,
    metadata: kept,
  };
}

/** What it says, as the evaluation and the report look at it. */
export function stateOf(
  { data, metadata }: PublishedConfigMap,
  gates: readonly string[],
): Extract<PublishedState, { kind: 'Own' }> {
  const annotations = textsOf(metadata['annotations']);
  const generation = Number(annotations[GENERATION]);
  return {
    kind: 'Own',
    data,
    release: annotations[RELEASE] ?? '',
    generation: Number.isSafeInteger(generation) && generation > 0 ? generation : 0,
    hash: hashOf(data),
    edited: annotations[HASH] !== hashOf(data),
    gates,
  };
}

/** The ConfigMap to write for a FeatureSet: a new one, or what stands with ours in it and the rest kept. */
export function manifestOf(
  { metadata: featureSet, configMap }: { readonly metadata: Metadata; readonly configMap: string },
  { data, release }: WantedConfig,
  previous?: PublishedConfigMap,
): KubeObject {
  const metadata: ObjectMeta = previous?.metadata ?? { name: configMap, namespace: featureSet.namespace ?? '' };
  const annotations = {
    [FEATURE_SET]: featureSet.name,
    [RELEASE]: release,
    [GENERATION]: String(featureSet.generation),
    [HASH]: hashOf(data),
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...metadata,
      labels: { ...textsOf(metadata['labels']), ...MANAGED_BY, [OWNER_LABEL]: featureSet.uid },
      annotations: { ...textsOf(metadata['annotations']), ...annotations },
    },
    data,
  };
}

/** Whether writing `manifest` would change nothing. */
export function isInOrder(previous: PublishedConfigMap, { metadata, data }: KubeObject): boolean {
  return (
    !previous.binary &&
    isDeepStrictEqual(previous.data, data) &&
    isDeepStrictEqual(textsOf(previous.metadata['labels']), metadata['labels']) &&
    isDeepStrictEqual(textsOf(previous.metadata['annotations']), metadata['annotations'])
  );
}

/** Whether its data is what its annotations say that it is. */
export function isIntact({ data, metadata }: PublishedConfigMap): boolean {
  return textsOf(metadata['annotations'])[HASH] === hashOf(data);
}

/** SHA-256 of the data in hexadecimal: of the JSON of its keys and values, sorted by key. */
function hashOf(data: Texts): string {
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}

function textsOf(value: unknown): Texts {
  return typeof value === 'object' && value !== null ? (value as Texts) : {};
}
