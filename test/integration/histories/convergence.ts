import { isDeepStrictEqual } from 'node:util';
import type { FeatureSet } from '../../../src/api/declared.ts';
import { KIND_NAMES, type KindName } from '../../../src/api/kinds.ts';
import { OWNER_LABEL, PUBLISHED_FINALIZER } from '../../../src/api/marks.ts';
import { publishedData } from '../../../src/formats/published-config.ts';
import { FAMILIES } from '../../../src/report/metrics/families.ts';
import type { Exposition, Series } from '../cluster/exposition.ts';
import { labelsOf } from './holdings.ts';
import type { ServerTwin } from './server-twin.ts';

/** In what an idle operator does not agree with its twin: sentences, none where all is as it must be. `kinds`: whose statuses count. */
export function disagreements(
  twin: ServerTwin,
  metrics: Exposition,
  kinds: readonly KindName[] = KIND_NAMES,
): string[] {
  return [
    ...inStatuses(twin, kinds),
    ...twin.keys('FeatureSet').flatMap((key) => inPublishing(twin, key)),
    ...inMetrics(twin, metrics),
  ];
}

function inStatuses(twin: ServerTwin, kinds: readonly KindName[]): string[] {
  return kinds.flatMap((kind) =>
    twin.keys(kind).flatMap((key) => {
      const stands = twin.declarations.get(kind, key)?.status;
      return [
        // What stands needs no other write, and is what a first write would say.
        ...differences(twin.statusOf(kind, key), stands),
        ...differences(withoutHistory(twin.statusOf(kind, key, true)), withoutHistory(stands)),
      ].map((difference) => `${kind} ${key}: status.${difference}`);
    }),
  );
}

function inPublishing(twin: ServerTwin, key: string): string[] {
  const step = twin.stepOf(key);
  const { parsed, status } = twin.declarations.get('FeatureSet', key) ?? {};
  if (step && step.kind !== 'Rest' && step.kind !== 'InOrder') return [`FeatureSet ${key}: ${step.kind} is left to do`];
  if (!parsed?.valid) return [];
  const { metadata, spec } = parsed.object as FeatureSet;
  const { publish, component } = spec;
  const bound = metadata.finalizers?.includes(PUBLISHED_FINALIZER) ?? false;
  const wanted = publish?.onDelete === 'Delete' && metadata.deletionTimestamp === undefined;
  if (twin.may(metadata.namespace ?? '', 'write') && bound !== wanted)
    return [`FeatureSet ${key}: ${bound ? 'still has' : 'lacks'} the finalizer`];
  const conditions = (status?.['conditions'] ?? []) as readonly { type: string; status: string }[];
  if (!publish || !conditions.some((one) => one.type === 'Published' && one.status === 'True')) return [];

  const configMap = twin.configMap(`${metadata.namespace}/${publish.configMap}`);
  const evaluation = [...twin.evaluations()].find((one) => one.component === component);
  const publication = evaluation?.featureSets.get(key)?.publication;
  if (!configMap || labelsOf(configMap)[OWNER_LABEL] !== metadata.uid)
    return [`FeatureSet ${key}: is said to be published, and is not`];
  if (!publication || publication.heldBack) return [`FeatureSet ${key}: is published, and must be held back`];
  return differences(publishedData(publication.content, publish.formats), configMap['data']).map(
    (difference) => `ConfigMap ${publish.configMap} of ${key}: ${difference}`,
  );
}

function inMetrics(twin: ServerTwin, metrics: Exposition): string[] {
  return FAMILIES.flatMap(({ name, samples }) => {
    const wanted = [...twin.evaluations()].flatMap((one) => samples(one, 'All'));
    const told = new Set(metrics.of(name).map(lineOf));
    const due = new Set(wanted.map(({ labels, value }) => lineOf({ name, labels, value })));
    return [
      ...[...due].filter((one) => !told.has(one)).map((one) => `metric is missing: ${one}`),
      ...[...told].filter((one) => !due.has(one)).map((one) => `metric is too much: ${one}`),
    ];
  });
}

function lineOf({ name, labels, value }: Series): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
  return `${name} ${pairs.toSorted((a, b) => (a < b ? -1 : 1)).join(' ')} ${value}`;
}

/** A status without what only a history can tell. */
function withoutHistory(status: unknown): object {
  const { notices: _, conditions = [], ...rest } = (status ?? {}) as { notices?: unknown; conditions?: object[] };
  return { ...rest, conditions: conditions.map((one) => ({ ...one, lastTransitionTime: undefined })) };
}

function differences(wanted: object = {}, stands: unknown = {}): string[] {
  const [due, found] = [new Map(Object.entries(wanted)), new Map(Object.entries(stands as object))];
  return [...new Set([...due.keys(), ...found.keys()])]
    .filter((field) => !isDeepStrictEqual(due.get(field), found.get(field)))
    .map((field) => `${field} must be ${JSON.stringify(due.get(field))} and is ${JSON.stringify(found.get(field))}`);
}
