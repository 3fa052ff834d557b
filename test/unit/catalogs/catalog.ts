import path from 'node:path';
import { declaredObject, type DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { documentsOf, type Document } from '../../../src/cli/input/document.ts';
import { readDocuments } from '../../../src/cli/input/input.ts';
import { manifestsOf } from '../../../src/cli/input/manifest.ts';
import { manifest, overridesTo } from '../../support/manifest.ts';
import { evaluateOffline, type Item, type OfflineEvaluation } from '../../../src/cli/evaluation/offline-evaluation.ts';

export const root = path.join(import.meta.dirname, '../../..');
export const catalogs = path.join(root, 'config/catalogs');
/** The components whose objects are written from hack/catalogs/facts. */
export const FROM_FACTS = [
  'gateway-api-inference-extension',
  'kueue',
  'llm-d-router',
  'nvidia-dra-driver',
  'tekton-pipelines',
];

function declared(documents: Document[]): DeclaredObject[] {
  return manifestsOf(documents, () => undefined).map(declaredObject);
}

/** The objects of catalogs as they stand in the repository. */
export function catalogObjects(...components: string[]): DeclaredObject[] {
  return components.flatMap((name) => declared(readDocuments([path.join(catalogs, name)], () => undefined)));
}

/** Objects out of YAML. */
export function objectsIn(yaml: string): DeclaredObject[] {
  return declared(documentsOf(yaml, 'test', () => undefined));
}

/** The FeatureSet `default/NAME`. */
export function featureSet(name: string, spec: object): DeclaredObject[] {
  return objectsIn(JSON.stringify(manifest('FeatureSet', { name }, spec)));
}

/** An object of a catalog with its spec changed. */
export function changed(object: DeclaredObject, change: (spec: Record<string, unknown>) => object): DeclaredObject {
  const spec = change(structuredClone(object.raw['spec']) as Record<string, unknown>);
  return declaredObject({ ...object, raw: { ...object.raw, spec } });
}

/** Evaluates at a day. */
export function evaluated(objects: readonly DeclaredObject[], day: string): OfflineEvaluation {
  return evaluateOffline(objects, { reported: new Map(), now: Date.parse(`${day}T00:00:00Z`) });
}

/** Status of an object, as far as tests look at it. */
export interface Status {
  asOf?: string;
  summary?: { level: string; default?: string; locked?: boolean; deprecated: string; next?: string };
  grandfathered?: { count: number; names: string[] };
  deprecation?: {
    earliestRemoval?: { release?: string; date?: string; releasesToGo?: number };
    scheduled?: { release?: string; date?: string };
    verdict: string;
    overdue?: { releases: number; days?: number };
    removedLateDays?: number;
  };
  graduation?: { next: string; eligible: boolean; met: number; of: number; missing: string[]; soak: string };
  conditions: { type: string; status: string; reason: string; message: string }[];
}

export function statusOf({ items }: { items: readonly Item[] }, name: string): Status {
  const item = items.find(({ metadata }) => metadata.name === name);
  if (!item) throw new Error(`no object ${name}`);
  return item.status as unknown as Status;
}

export function conditionOf(status: Status, type: string): Status['conditions'][number] | undefined {
  return status.conditions.find((one) => one.type === type);
}

/** The releases of a component's calendar with the day each is looked at: planned ones get the days the tests agree on. */
export function releasesOf(component: string): { name: string; day: string }[] {
  const [policy] = catalogObjects(component).filter(({ kind }) => kind === 'MaturityPolicy');
  if (!policy) throw new Error(`${component} has no policy`);
  const { releases } = policy.raw['spec'] as { releases: { name: string; date?: string }[] };
  const planned: Record<string, string> = { 'v0.11.0': '2026-09-30', 'v0.12.0': '2026-12-31' };
  const looked = releases.map(({ name, date }) => ({ name, day: date ?? planned[name] ?? '' }));
  // Beside what the calendar lists: what is merged and not yet released, and a patch release whose registry is known.
  const more = [
    { component: 'llm-d-router', before: 'v0.11.0', name: 'v0.11.0-dev', day: '2026-08-22' },
    { component: 'gateway-api-inference-extension', before: 'v1.0.0', name: 'v0.5.1', day: '2025-07-23' },
  ].find((one) => one.component === component);
  if (!more) return looked;
  const { before, component: _, ...release } = more;
  return looked.toSpliced(
    looked.findIndex(({ name }) => name === before),
    0,
    release,
  );
}

/** The component at a release in the install `default/install`. */
export function installedAt(
  objects: readonly DeclaredObject[],
  component: string,
  release: string,
  day: string,
  spec: object = {},
): OfflineEvaluation {
  return evaluated([...objects, ...featureSet('install', { component, release, ...spec })], day);
}

/** Overrides that set gates on. */
export const on = (...gates: string[]): object => ({ overrides: overridesTo('Enabled', ...gates) });
