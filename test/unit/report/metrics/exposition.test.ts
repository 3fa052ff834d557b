import fc from 'fast-check';
import { Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import { exposition, gateSeriesOf } from '../../../../src/report/metrics/exposition.ts';
import { FAMILIES } from '../../../../src/report/metrics/families.ts';
import { familiesOf, type Family, type GateSeries } from '../../../../src/report/metrics/family.ts';
import { featureSet, gate, world } from '../../../support/sample.ts';
import { worlds } from '../../lifecycle/component/generated-world.ts';

/** What prom-client makes of the series of some families. */
async function byPromClient(
  families: readonly Family[],
  evaluations: readonly Evaluation[],
  gateSeries: GateSeries,
): Promise<string> {
  const registry = new Registry();
  for (const { name, help, labels, samples } of families) {
    const gauge = new Gauge({ name, help, labelNames: labels, registers: [registry] });
    for (const evaluation of evaluations) {
      for (const sample of samples(evaluation, gateSeries)) gauge.set(sample.labels, sample.value);
    }
  }
  return registry.metrics();
}

/** Without the blank line that parts it from what stands before. */
function written(evaluations: readonly Evaluation[], gateSeries: GateSeries): string {
  return [...exposition(evaluations, gateSeries)].join('').slice(1);
}

test('the text is what prom-client writes of the same series', async () => {
  const extents = fc.constantFrom<GateSeries>('All', 'Exceptions', 'None');
  await fc.assert(
    fc.asyncProperty(worlds, extents, async (one, gateSeries) => {
      const evaluations = [evaluate(one), evaluate(world({ gates: [gate('Alone', ['1.30 Alpha off'])] }))];
      expect(written(evaluations, gateSeries)).toBe(await byPromClient(FAMILIES, evaluations, gateSeries));
    }),
    { numRuns: 50 },
  );
});

test('values of labels are escaped as prom-client escapes them', async () => {
  const evaluation = evaluate(world());
  const names = ['plain', 'a "quoted" word', 'C:\\n', 'two\nlines'];
  const families = familiesOf({ labels: ['name'], verdicts: () => names, nameOf: (name) => [name] }, [
    { name: 'escapes', help: 'Of labels.', labels: ['again'], points: (name) => [[1, name]] },
  ]);
  const lines = families.flatMap((family) => [...family.lines(evaluation, 'All')]).join('');
  expect(`# HELP escapes Of labels.\n# TYPE escapes gauge\n${lines}`).toBe(
    await byPromClient(families, [evaluation], 'All'),
  );
});

test('FeatureSets that share an outcome have series of their own', () => {
  const spec = { overrides: [{ gate: 'A', state: 'Enabled' as const }] };
  const one = featureSet(spec, 'one');
  const two = { ...one, metadata: { ...one.metadata, name: 'two' } };
  const evaluation = evaluate(world({ gates: [gate('A', ['1.30 Alpha off'])], featureSets: [one, two] }));
  const [first, second] = [...evaluation.featureSets.values()].map(({ outcome }) => outcome);
  expect(first).toBe(second);
  for (const name of ['one', 'two']) {
    expect(written([evaluation], 'Exceptions')).toContain(
      `stagegate_feature_enabled{namespace="default",featureset="${name}",component="kubernetes",gate="A",level="Alpha"} 1\n`,
    );
  }
});

test('no step of the text is long, and all gate series are counted without writing them', () => {
  const gates = Array.from({ length: 100 }, (_, index) => gate(`G${index}`, ['1.30 Alpha off']));
  const featureSets = Array.from({ length: 100 }, (_, index) => featureSet({}, `set-${index}`));
  const evaluation = evaluate(world({ gates, featureSets }));
  const pieces = [...exposition([evaluation], 'All')];
  const ofOneFeatureSet =
    100 *
    'stagegate_feature_enabled{namespace="default",featureset="set-99",component="kubernetes",gate="G99",level="Alpha"} 0\n'
      .length;
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(16_384 + ofOneFeatureSet);
  expect(gateSeriesOf([evaluation])).toBe(10_000);
  expect(pieces.join('').match(/^stagegate_feature_enabled\{/gm)).toHaveLength(10_000);
});
