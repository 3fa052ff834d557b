import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { FeatureSet, Gate } from '../../src/api/declared.ts';
import { parseManifest } from '../../src/api/parse.ts';
import { API_VERSION } from '../../src/api/schema.ts';
import { evaluate } from '../../src/lifecycle/component/evaluate.ts';
import type { World } from '../../src/lifecycle/declared/world.ts';
import type { GateSeries } from '../../src/report/metrics/family.ts';
import { FAMILIES } from '../../src/report/metrics/families.ts';

const catalog = path.resolve(import.meta.dirname, '../../config/catalogs/kubernetes');
const FEATURE_SETS = 3;
const OVERRIDES = 4;
/** Fixed, so that the example does not change with the day. */
const NOW = Date.UTC(2026, 0, 1);

/** A world of the catalog's gates and a few FeatureSets with overrides. */
export interface Example {
  readonly world: World;
  readonly gates: number;
  readonly featureSets: number;
  readonly overrides: number;
}

/** The catalog of Kubernetes and three FeatureSets with four overrides each, of Alpha gates that need no other gate. */
export function exampleSets(): Example {
  const gates = catalogGates();
  const alpha = gates.filter(({ spec }) => spec.stages.at(-1)?.level === 'Alpha' && spec.requires.length === 0);
  const overrides = alpha.slice(0, OVERRIDES).map(({ spec }, index) => ({
    gate: spec.gate,
    state: 'Enabled',
    ...(index === 0 && { expires: { date: '2027-01-01' } }),
  }));
  const featureSets = Array.from({ length: FEATURE_SETS }, (_, index) => featureSet(`cluster-${index}`, overrides));
  const world = {
    component: 'kubernetes',
    policy: undefined,
    gates,
    plugins: [],
    featureSets,
    reported: undefined,
    now: NOW,
  };
  return { world, gates: gates.length, featureSets: FEATURE_SETS, overrides: overrides.length };
}

/** How many series each family has in the example. */
export function seriesCounts({ world }: Example, gateSeries: GateSeries): Map<string, number> {
  const evaluation = evaluate(world);
  return new Map(FAMILIES.map(({ name, samples }) => [name, samples(evaluation, gateSeries).length]));
}

function catalogGates(): Gate[] {
  return readdirSync(catalog)
    .flatMap((file) => parseAllDocuments(readFileSync(path.join(catalog, file), 'utf8')))
    .map((document) => document.toJS() as { kind: string })
    .filter(({ kind }) => kind === 'FeatureGate')
    .map((raw) => {
      const parsed = parseManifest('FeatureGate', raw);
      if (!parsed.valid) throw new Error(`${catalog}: ${parsed.problems.join('; ')}`);
      return parsed.object;
    });
}

function featureSet(name: string, overrides: readonly object[]): FeatureSet {
  const spec = { component: 'kubernetes', release: '1.36', overrides };
  const parsed = parseManifest('FeatureSet', {
    apiVersion: API_VERSION,
    kind: 'FeatureSet',
    metadata: { name, namespace: 'a' },
    spec,
  });
  if (!parsed.valid) throw new Error(parsed.problems.join('; '));
  return parsed.object;
}
