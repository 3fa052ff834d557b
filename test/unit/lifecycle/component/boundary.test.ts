import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateAll } from '../../../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import { featureSetStatusOf } from '../../../../src/report/status/feature-set-status.ts';
import { gateStatusOf } from '../../../../src/report/status/gate-status.ts';
import { policyStatusOf } from '../../../../src/report/status/policy-status.ts';
import { pluginStatusOf } from '../../../../src/report/status/plugin-status.ts';
import { FAMILIES } from '../../../../src/report/metrics/families.ts';
import { datedWorlds } from './dated-world.ts';
import { featureSet, gate, NOW, plugin, policy, world } from '../../../support/sample.ts';

const DAY_MS = 86_400_000;
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

function evaluatedAt(worlds: readonly World[], now: number): Map<string, Evaluation> {
  return evaluateAll(worlds.map((one) => ({ ...one, now })));
}

/** The next moment at which time alone may change anything of these worlds. */
function boundaryOf(evaluations: ReadonlyMap<string, Evaluation>): number {
  return Math.min(...[...evaluations.values()].map(({ boundary }) => boundary ?? Infinity));
}

const timeless = (key: string, value: unknown): unknown =>
  key === 'time' || key === 'lastTransitionTime' ? undefined : value;

/** Everything that is told of the worlds, but for the moment at which it is told. */
function told(evaluations: ReadonlyMap<string, Evaluation>, now: number): unknown {
  const first = { generation: 1, status: undefined, now };
  const statuses = [...evaluations.values()].map((one) => [
    one.policy && policyStatusOf(one.policy, first),
    [...one.gates.values()].map((verdict) => gateStatusOf(verdict, first)),
    [...one.plugins.values()].map((verdict) => pluginStatusOf(verdict, first)),
    [...one.featureSets.values()].map((verdict) => featureSetStatusOf(verdict, first)),
    FAMILIES.map(({ samples }) => samples(one, 'All')),
  ]);
  return JSON.parse(JSON.stringify(statuses, timeless));
}

test('before the boundary nothing changes, and the next boundary lies behind it', { timeout: 900_000 }, () => {
  const span = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(datedWorlds, fc.integer({ min: -100, max: 100 }), span, (worlds, days, part) => {
      let now = NOW + days * DAY_MS + 12_345;
      for (let step = 0; step < 6; step += 1) {
        const evaluations = evaluatedAt(worlds, now);
        const boundary = boundaryOf(evaluations);
        expect(boundary).toBeGreaterThan(now);
        const last = Math.min(boundary - 1, now + 400 * DAY_MS);
        const between = now + Math.floor((last - now) * part);
        const before = told(evaluations, now);
        for (const later of [between, last]) expect(told(evaluatedAt(worlds, later), later)).toEqual(before);
        if (boundary === Infinity) return;
        now = boundary;
      }
    }),
    { numRuns: 200 },
  );
});

const releases = [{ name: '1.0', date: '2026-01-01' }, { name: '1.1', date: '2026-05-16' }, { name: '1.2' }];

test('a release of the calendar that comes out wakes the component, whether or not anything else has a date', () => {
  const one = gate('X', ['1.0 Alpha off', '1.1 Beta on'], { component: 'thing' });
  const at = (now: number) => {
    const worlds = [world({ component: 'thing', policy: policy('thing', { releases }), gates: [one] })];
    const [evaluation] = evaluatedAt(worlds, now).values();
    return { level: evaluation?.gates.get('thing.x')?.view.level, boundary: evaluation?.boundary };
  };
  expect(at(NOW)).toEqual({ level: 'Alpha', boundary: day('2026-05-16') });
  expect(at(day('2026-05-16'))).toEqual({ level: 'Beta', boundary: undefined });
});

test('a removal wakes it 90, 30 and 7 days before, on its day and the day after; an override when it expires', () => {
  const spec = { deprecation: { message: 'it goes', removal: { when: 'Date', date: '2026-09-01' } } };
  const boundaries = (parts: Partial<World>): string[] => {
    const found: string[] = [];
    for (let now = NOW; ;) {
      const boundary = boundaryOf(evaluatedAt([world({ component: 'thing', policy: policy('thing'), ...parts })], now));
      if (boundary === Infinity) return found;
      found.push(new Date(boundary).toISOString().slice(0, 10));
      now = boundary;
    }
  };
  const marks = ['2026-06-03', '2026-08-02', '2026-08-25', '2026-09-01', '2026-09-02'];
  expect(boundaries({ gates: [gate('X', ['1.0 Deprecated'], { component: 'thing', ...spec })] })).toEqual(marks);
  expect(boundaries({ plugins: [plugin('thing', 'x', ['1.0 Beta', '1.1 Deprecated'], spec)] })).toEqual(marks);
  const sets = ['2026-07-01', '2026-05-15', '2026-06-30'].map((date, index) =>
    featureSet(
      { component: 'thing', release: '1.0', overrides: [{ gate: 'X', state: 'Enabled', expires: { date } }] },
      `set${index}`,
    ),
  );
  expect(boundaries({ featureSets: sets })).toEqual(['2026-06-30', '2026-07-01']);
});
