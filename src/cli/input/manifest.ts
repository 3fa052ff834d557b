import { referenceOf } from '../../api/declared.ts';
import { KIND_NAMES, KINDS, type KindName } from '../../api/kinds.ts';
import { GROUP } from '../../api/schema.ts';
import { nearestNames } from '../../lifecycle/names/nearest.ts';
import type { Document } from './document.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Note } from '../terminal/terminal.ts';

/** A raw object of one of the four kinds; a FeatureSet without namespace stands in `default`. */
export interface Manifest {
  readonly kind: KindName;
  /** `namespace/name`, or `name` of a kind without namespaces. */
  readonly reference: string;
  readonly raw: RawObject;
  readonly place: string;
}

/** A Kubernetes object before anything is known of it. */
export interface RawObject {
  readonly [field: string]: unknown;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string; readonly namespace?: string };
}

/**
 * The objects of the four kinds in the order in which they stand, out of any mix with ConfigMaps, lists and other kinds;
 * the last are left out with a note. Throws Unusable for what is no Kubernetes object, and for one that stands twice.
 */
export function manifestsOf(documents: readonly Document[], note: Note): Manifest[] {
  const seen = new Map<string, string>();
  const ignored = new Map<string, number>();
  const manifests: Manifest[] = [];
  for (const { value, place } of documents.flatMap(unpacked)) {
    const manifest = manifestOf(value, place, (kind) => ignored.set(kind, (ignored.get(kind) ?? 0) + 1));
    if (!manifest) continue;
    const key = `${manifest.kind} ${manifest.reference}`;
    const first = seen.get(key);
    if (first) throw new Unusable(`${key} stands twice, at ${first} and at ${place}; delete one of them`);
    seen.set(key, place);
    manifests.push(manifest);
  }
  const others = [...ignored].map(([kind, count]) => `${count} ${kind}`);
  if (others.length > 0) note(`left out, since they say nothing about feature gates: ${others.join(', ')}`);
  return manifests;
}

/** A value of the input, and where it stands. */
interface Placed {
  readonly value: unknown;
  readonly place: string;
}

/** A document, or the entries of a list such as `kubectl get -o yaml` prints. */
export function unpacked({ value, place, placeOfItem }: Document): Placed[] {
  if (!isObject(value) || typeof value['kind'] !== 'string' || !value['kind'].endsWith('List'))
    return [{ value, place }];
  const { apiVersion, kind, items } = value;
  if (!Array.isArray(items)) throw new Unusable(`${place}: ${kind} has no list 'items'; add it or delete the ${kind}`);
  // Entries of a list of one kind may leave out what the list says for all of them.
  const implied = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.map((item: unknown, index) => ({
    value: isObject(item) ? { ...implied, ...item } : item,
    place: placeOfItem(index),
  }));
}

function manifestOf(value: unknown, place: string, ignore: (kind: string) => void): Manifest | undefined {
  if (!isObject(value))
    throw new Unusable(`${place}: this is no Kubernetes object; it needs apiVersion, kind and metadata`);
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || apiVersion === '') throw missing(place, 'apiVersion', `${GROUP}/v1beta1`);
  if (typeof kind !== 'string' || kind === '') throw missing(place, 'kind', KIND_NAMES.join(', '));
  if (apiVersion.split('/')[0] !== GROUP) {
    if (kind !== 'ConfigMap' || apiVersion !== 'v1') ignore(kind);
    return undefined;
  }
  if (!isKind(kind)) {
    const [nearest] = nearestNames(kind, KIND_NAMES);
    const advice = nearest ? `did you mean ${nearest}?` : `it must be one of ${KIND_NAMES.join(', ')}`;
    throw new Unusable(`${place}: ${GROUP} has no kind '${kind}'; ${advice}`);
  }
  const name = isObject(metadata) ? metadata['name'] : undefined;
  if (!isObject(metadata) || typeof name !== 'string' || name === '') {
    throw missing(place, 'metadata.name', `${kind} needs a name, quoted where it looks like a number`);
  }
  const namespace = namespaceOf(kind, metadata, place);
  const { namespace: _, ...others } = metadata;
  const placed = { ...others, name, ...(namespace !== undefined && { namespace }) };
  return {
    kind,
    reference: referenceOf({ namespace, name }),
    raw: { ...value, apiVersion, kind, metadata: placed },
    place,
  };
}

function namespaceOf(kind: KindName, metadata: Record<string, unknown>, place: string): string | undefined {
  if (KINDS[kind].scope === 'Cluster') return undefined;
  const { namespace } = metadata as { namespace?: unknown };
  if (namespace === undefined || namespace === null || namespace === '') return 'default';
  if (typeof namespace === 'string') return namespace;
  throw new Unusable(`${place}: metadata.namespace must be a string; quote it`);
}

function missing(place: string, field: string, advice: string): Unusable {
  return new Unusable(`${place}: ${field} is not set to a string (${advice})`);
}

function isKind(kind: string): kind is KindName {
  return (KIND_NAMES as readonly string[]).includes(kind);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
