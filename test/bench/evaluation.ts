import type { FeatureSet, Gate, Policy } from '../../src/api/declared.ts';
import type { KindName } from '../../src/api/kinds.ts';
import { parseObject } from '../../src/api/parse.ts';
import { evaluate } from '../../src/lifecycle/evaluate.ts';
import type { World } from '../../src/lifecycle/world.ts';
import { kubernetesCatalog } from '../integration/controller/catalog.ts';
import { featureSet, gate, type Manifest, policy } from '../integration/controller/declared-objects.ts';
import { median } from './quantile.ts';

const ROUNDS = 60;

/** Milliseconds to evaluate a component once, with one FeatureSet: Kubernetes' own 240 gates, and 1,000 made-up ones. */
export function evaluations(): { kubernetesMs: number; thousandMs: number } {
  const thousand = Array.from({ length: 1000 }, (_, n) =>
    gate(
      'bench',
      `Gate${n}`,
      [
        ['1.0', 'Alpha'],
        ['1.1', 'Beta'],
      ],
      n % 10 === 9 ? { requires: [{ gate: `Gate${n - 1}` }] } : {},
    ),
  );
  return {
    kubernetesMs: timeOf(worldOf('kubernetes', [...kubernetesCatalog(), featureSet('kubernetes', '1.36')])),
    thousandMs: timeOf(worldOf('bench', [policy('bench'), ...thousand, featureSet('bench', '1.1')])),
  };
}

function timeOf(world: World): number {
  const times: number[] = [];
  for (let n = 0; n < 2 * ROUNDS; n++) {
    const begin = performance.now();
    evaluate(world);
    times.push(performance.now() - begin);
  }
  // The first half warms up.
  return median(times.slice(ROUNDS));
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
    plugins: [],
    featureSets: parsed<FeatureSet>('FeatureSet'),
    reported: undefined,
    now: Date.parse('2026-06-01T00:00:00Z'),
  };
}
