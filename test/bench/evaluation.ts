import type { FeatureSet, Gate, Plugin, Policy } from '../../src/api/declared.ts';
import type { KindName } from '../../src/api/kinds.ts';
import { parseObject } from '../../src/api/parse.ts';
import { evaluate } from '../../src/lifecycle/component/evaluate.ts';
import type { World } from '../../src/lifecycle/declared/world.ts';
import { kubernetesCatalog } from '../integration/cluster/catalog.ts';
import { featureSet } from '../integration/cluster/declared-objects.ts';
import type { Manifest } from '../support/manifest.ts';
import { largeComponent } from './large-component.ts';
import { median } from './quantile.ts';

const WARM_UP = 150;
const ROUNDS = 150;
const SIZES = [250, 500, 1000, 2000, 4000] as const;

/** What it takes to evaluate one component once, warm, with one FeatureSet. */
export interface EvaluationTimes {
  /** Kubernetes' own 240 gates, in milliseconds. */
  readonly kubernetesMs: number;
  /** Made-up components with a fifth as many plugins as gates. */
  readonly large: readonly { readonly gates: number; readonly plugins: number; readonly ms: number }[];
}

/** Evaluates in this process; the sizes take turns, so that a slow moment of the machine meets them all. */
export function evaluationTimes(): EvaluationTimes {
  const kubernetes = worldOf('kubernetes', [...kubernetesCatalog(), featureSet('kubernetes', '1.36')]);
  const large = SIZES.map((gates) => worldOf('bench', largeComponent(gates)));
  const [kubernetesMs = NaN] = mediansOf([kubernetes]);
  const largeMs = mediansOf(large);
  return {
    kubernetesMs,
    large: large.map(({ gates, plugins }, n) => ({
      gates: gates.length,
      plugins: plugins.length,
      ms: largeMs[n] ?? NaN,
    })),
  };
}

function mediansOf(worlds: readonly World[]): number[] {
  const times = worlds.map((): number[] => []);
  for (let n = 0; n < WARM_UP + ROUNDS; n++) {
    for (const [index, world] of worlds.entries()) {
      const begin = performance.now();
      evaluate(world);
      times[index]?.push(performance.now() - begin);
    }
  }
  return times.map((one) => median(one.slice(WARM_UP)));
}

function worldOf(component: string, manifests: readonly Manifest[]): World {
  const parsed = <T>(kind: KindName): T[] =>
    manifests
      .filter((one) => one.kind === kind)
      .map((manifest) => {
        const metadata = {
          uid: '',
          generation: 1,
          resourceVersion: '1',
          creationTimestamp: '2026-01-01T00:00:00Z',
          ...manifest.metadata,
        };
        const result = parseObject(kind, { ...manifest, metadata });
        if (!result.valid) throw new Error(`${manifest.metadata.name}: ${result.problems.join(', ')}`);
        return result.object as T;
      });
  return {
    component,
    policy: parsed<Policy>('MaturityPolicy')[0],
    gates: parsed<Gate>('FeatureGate'),
    plugins: parsed<Plugin>('PluginMaturity'),
    featureSets: parsed<FeatureSet>('FeatureSet'),
    reported: undefined,
    now: Date.parse('2026-06-01T00:00:00Z'),
  };
}
