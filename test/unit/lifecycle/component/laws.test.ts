import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { featureSetStatus } from '../../../../src/api/featureset-status.ts';
import { gateStatus } from '../../../../src/api/gate.ts';
import { pluginStatus } from '../../../../src/api/plugin.ts';
import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import { reportOf } from '../../../../src/report/evaluation-report.ts';
import { featureSetStatusOf } from '../../../../src/report/status/feature-set-status.ts';
import { gateStatusOf } from '../../../../src/report/status/gate-status.ts';
import { pluginStatusOf } from '../../../../src/report/status/plugin-status.ts';
import { FAMILIES } from '../../../../src/report/metrics/families.ts';
import { told } from './told.ts';
import { evaluated as evaluate, gateNamed, setNamed, worlds } from './generated-world.ts';
import { NOW } from '../../../support/sample.ts';

const reversed = (one: World): World => ({
  ...one,
  gates: one.gates.map((gate) => ({
    ...gate,
    spec: { ...gate.spec, requires: gate.spec.requires.toReversed(), excludes: gate.spec.excludes.toReversed() },
  })),
  featureSets: one.featureSets.map((set) => ({
    ...set,
    spec: {
      ...set.spec,
      overrides: set.spec.overrides.toReversed(),
      groups: set.spec.groups.toReversed(),
      settings: set.spec.settings.toReversed(),
      plugins: set.spec.plugins.toReversed(),
    },
  })),
});

/** Worlds a law: with twelve laws more than 10⁵ in every run, more with `STAGEGATE_LAW_RUNS=100000`. */
const RUNS = { numRuns: Number(process.env['STAGEGATE_LAW_RUNS'] ?? 8_400) };

/** As `expect(actual).toEqual(expected)`, at a tenth of its price while they agree. */
function agree(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

describe('for every world', { timeout: 900_000 }, () => {
  test('the order of objects does not matter', () => {
    const shuffled = worlds.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.shuffledSubarray([...one.gates], { minLength: one.gates.length }),
        fc.shuffledSubarray([...one.featureSets], { minLength: one.featureSets.length }),
        fc.shuffledSubarray([...one.plugins], { minLength: one.plugins.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([one, gates, featureSets, plugins]) => {
        agree(told(evaluate({ ...one, gates, featureSets, plugins })), told(evaluate(one)));
      }),
      RUNS,
    );
  });

  test('the order of overrides, switches and requirements does not matter', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        agree(told(evaluate(reversed(one))), told(evaluate(one)));
      }),
      RUNS,
    );
  });

  test('evaluating it twice gives the same, and leaves it as it was', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        const before = structuredClone(one);
        agree(told(evaluate(one)), told(evaluate(one)));
        agree(one, before);
      }),
      RUNS,
    );
  });

  test('another installation changes nothing for this one', () => {
    fc.assert(
      fc.property(worlds, setNamed('four'), (one, other) => {
        const alone = evaluate(one).featureSets;
        const together = evaluate({ ...one, featureSets: [...one.featureSets, other] }).featureSets;
        for (const [key, verdict] of alone) {
          agree(
            featureSetStatusOf(together.get(key) ?? verdict, { generation: 5, status: undefined, now: NOW }),
            featureSetStatusOf(verdict, { generation: 5, status: undefined, now: NOW }),
          );
        }
        expect(together.size).toBe(alone.size + 1);
      }),
      RUNS,
    );
  });

  test('a gate that nothing names changes no other value', () => {
    fc.assert(
      fc.property(worlds, gateNamed('Unrelated'), (one, other) => {
        const unrelated = { ...other, spec: { ...other.spec, requires: [], excludes: [] } };
        const rows = (evaluation: Evaluation) =>
          reportOf(evaluation).map(({ featureSet, gates }) => ({
            featureSet,
            gates: gates.filter(({ gate }) => gate !== 'Unrelated'),
          }));
        agree(rows(evaluate({ ...one, gates: [...one.gates, unrelated] })), rows(evaluate(one)));
      }),
      RUNS,
    );
  });

  test('every status fits its schema, whatever is written in the world', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        const { gates, featureSets, plugins } = evaluate(one);
        for (const verdict of gates.values()) {
          const status = gateStatusOf(verdict, { generation: 3, status: undefined, now: NOW });
          expect(gateStatus.parse(status)).toEqual(status);
        }
        for (const verdict of plugins.values()) {
          const status = pluginStatusOf(verdict, { generation: 3, status: undefined, now: NOW });
          expect(pluginStatus.parse(status)).toEqual(status);
        }
        for (const verdict of featureSets.values()) {
          const status = featureSetStatusOf(verdict, { generation: 5, status: undefined, now: NOW });
          expect(featureSetStatus.parse(status)).toEqual(status);
        }
      }),
      RUNS,
    );
  });

  test('the status that was written is the status an unchanged world asks for, also later: nothing is written again', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 0, max: 23 }), (one, hours) => {
        const now = NOW + hours * 3_600_000;
        const [first, second] = [evaluate(one), evaluate({ ...one, now })];
        for (const [key, verdict] of first.gates) {
          const status = gateStatusOf(verdict, { generation: 3, status: undefined, now: NOW });
          const again = second.gates.get(key) ?? verdict;
          expect(isDeepStrictEqual(gateStatusOf(again, { generation: 3, status, now }), status)).toBe(true);
        }
        for (const [key, verdict] of first.featureSets) {
          const status = featureSetStatusOf(verdict, { generation: 5, status: undefined, now: NOW });
          const again = second.featureSets.get(key) ?? verdict;
          expect(isDeepStrictEqual(featureSetStatusOf(again, { generation: 5, status, now }), status)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('a locked gate, one that is not there and a tombstone keep their value, whatever is asked', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        for (const { gates } of reportOf(evaluate(one))) {
          for (const row of gates) {
            if (row.locked)
              expect(row).toMatchObject({ requested: row.default, effective: row.default, source: 'Lock' });
            if (['NotYetAvailable', 'Removed'].includes(row.level)) {
              expect(row).toMatchObject({
                requested: 'Disabled',
                effective: 'Disabled',
                default: 'Disabled',
                locked: false,
              });
            }
          }
        }
      }),
      RUNS,
    );
  });

  test('what is on at last was asked for, and has what it requires or an Error that says it has not', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        for (const { gates, findings } of reportOf(evaluate(one))) {
          const excused = new Set(
            findings.filter(({ severity }) => severity === 'Error').map(({ subject }) => subject),
          );
          const values = new Map(gates.map(({ gate, effective }) => [gate, effective]));
          for (const row of gates) {
            if (row.effective === 'Enabled') expect(row.requested).toBe('Enabled');
            if (row.effective !== 'Enabled' || excused.has(row.gate)) continue;
            const requires = one.gates.find(({ spec }) => spec.gate === row.gate)?.spec.requires ?? [];
            for (const needed of requires) {
              if (needed.strength === 'Preferred' || needed.fromRelease !== '' || needed.component !== '') continue;
              const gone = gates.find(({ gate }) => gate === needed.gate)?.level === 'Removed';
              if (!gone) expect(values.get(needed.gate)).toBe('Enabled');
            }
          }
        }
      }),
      RUNS,
    );
  });

  test('of two gates that exclude each other one at most is on, unless both are locked', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        for (const { gates } of reportOf(evaluate(one))) {
          const rows = new Map(gates.map((row) => [row.gate, row]));
          for (const { spec } of one.gates) {
            const row = rows.get(spec.gate);
            for (const { component, gate, fromRelease } of spec.excludes) {
              const other = rows.get(gate);
              if (component !== '' || fromRelease !== '' || gate === spec.gate || !row || !other) continue;
              const bothOn = row.effective !== 'Disabled' && other.effective !== 'Disabled';
              if (bothOn) expect([row.locked, other.locked]).toEqual([true, true]);
            }
          }
        }
      }),
      RUNS,
    );
  });

  test('a plugin is refused exactly where an Error says why, and every one in use has a verdict', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        for (const { featureSet, plugins: judged, findings, release } of reportOf(evaluate(one))) {
          const set = one.featureSets.find(({ metadata }) => `default/${metadata.name}` === featureSet);
          const listed = set?.spec.plugins.map(({ type }) => type) ?? [];
          if (release === null) continue;
          expect(judged.map(({ type }) => type)).toEqual(expect.arrayContaining(listed));
          for (const { type, verdict } of judged) {
            const errors = findings.filter(
              ({ severity, subject, reason }) =>
                severity === 'Error' && subject === type && reason !== 'DuplicatePluginName',
            );
            expect(verdict).toBe(errors.length > 0 ? 'Refused' : 'Admitted');
          }
        }
      }),
      RUNS,
    );
  });

  test('metrics have exactly their labels, none of them empty, and no series twice', () => {
    fc.assert(
      fc.property(worlds, (one) => {
        const evaluation = evaluate(one);
        for (const { name: family, labels, samples } of FAMILIES) {
          const made = samples(evaluation, 'All');
          for (const sample of made) {
            expect(Object.keys(sample.labels).sort(), family).toEqual([...labels].sort());
            expect(Object.values(sample.labels), family).not.toContain('');
            expect(Number.isFinite(sample.value)).toBe(true);
          }
          expect(new Set(made.map((sample) => JSON.stringify(sample.labels))).size).toBe(made.length);
        }
      }),
      RUNS,
    );
  });
});
