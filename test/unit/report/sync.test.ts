import { describe, expect, test } from 'vitest';
import { featureSetStatus, type FeatureSetStatus } from '../../../src/api/featureset-status.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { featureSetStatusOf } from '../../../src/report/status/feature-set-status.ts';
import { FAMILIES } from '../../../src/report/metrics/families.ts';
import { featureSet, gate, NOW, on, verdictOn, world } from '../../support/sample.ts';
import { noticesOf } from './sample-status.ts';
import type { Observed } from '../../../src/lifecycle/install/reported.ts';

const GATES = [
  gate('Alpha', ['1.30 Alpha off']),
  gate('Beta', ['1.30 Beta on']),
  gate('Fixed', ['1.30 Stable on locked']),
];
const gates = (values: Record<string, boolean>): Observed => new Map(Object.entries(values));
const SAME = gates({ Alpha: false, Beta: true, Fixed: true });

function evaluation(observed: Observed | undefined, spec: Record<string, unknown> = {}, declared = GATES) {
  const observe = { from: 'APIServerMetrics' };
  return evaluate(world({ gates: declared, featureSets: [featureSet({ observe, ...spec })], observed }));
}

/** The status of FeatureSet `default/set` beside the one that stands. */
function status(observed: Observed | undefined, spec = {}, previous?: FeatureSetStatus, declared = GATES) {
  const verdict = verdictOn(evaluation(observed, spec, declared));
  return featureSetStatusOf(verdict, { generation: 1, status: previous, now: NOW });
}

function inSync({ conditions }: FeatureSetStatus) {
  const { status: value, reason, message } = conditions.find(({ type }) => type === 'InSync') ?? {};
  return [`${value} ${reason}`, message];
}

function series(...args: Parameters<typeof evaluation>): number[] {
  const family = FAMILIES.find(({ name }) => name === 'stagegate_featureset_in_sync');
  return family?.samples(evaluation(...args), 'All').map(({ value }) => value) ?? [];
}

describe('InSync', () => {
  test('is True while the server reports what is declared', () => {
    expect(inSync(status(SAME))).toEqual([
      'True InSync',
      'The API server reports every gate as it is declared (3 compared)',
    ]);
    expect(status(SAME)).toMatchObject({ observed: { inSync: 3, differing: [] }, notices: [] });
    expect(series(SAME)).toEqual([1]);
  });

  test('is False with each gate and the flags that would mend it', () => {
    const told = status(SAME, { overrides: [...on('Alpha'), { gate: 'Beta', state: 'Disabled' }] });
    expect(inSync(told)).toEqual([
      'False OutOfSync',
      "2 of 3 gates are not what the API server reports: 'Alpha' (Enabled here, Disabled there), 'Beta' (Disabled here, Enabled there); add Alpha=true,Beta=false to its --feature-gates, or let the FeatureSet say what it runs with",
    ]);
    expect(told.observed).toEqual({
      inSync: 1,
      differing: [
        { gate: 'Alpha', declared: 'Enabled', actual: 'Disabled' },
        { gate: 'Beta', declared: 'Disabled', actual: 'Enabled' },
      ],
    });
    expect(series(SAME, { overrides: on('Alpha') })).toEqual([0]);
  });

  test('asks for no flag that would keep the server from starting', () => {
    expect(inSync(status(gates({ Alpha: true, Fixed: false })))[1]).toMatch(
      /; 'Fixed' is locked in 1\.36, so the API server runs another release; let the FeatureSet name that one$/,
    );
  });

  test.each([
    [undefined, 'The API server has not reported its gates'],
    [
      'NotPermitted',
      'is not allowed to read /metrics of the API server, so nothing can be compared; give its ClusterRole the rule {nonResourceURLs: [/metrics], verbs: [get]}',
    ],
    [gates({ Nobody: true }), 'reports none of the gates that are declared for this release'],
  ] as const)('is Unknown with the reason NotReported where %o was heard', (observed, words) => {
    const told = status(observed);
    expect(inSync(told)[0]).toBe('Unknown NotReported');
    expect(inSync(told)[1]).toContain(words);
    expect(told.observed).toBeUndefined();
    expect(series(observed)).toEqual([]);
  });

  test('is Unknown where nothing asks for it, or the release is not known', () => {
    expect(inSync(status(SAME, { observe: undefined }))[0]).toBe('Unknown NotRequested');
    expect(inSync(status(SAME, { releaseFrom: 'APIServer' }))[0]).toBe('Unknown ReleaseNotKnown');
    expect(series(SAME, { observe: undefined })).toEqual([]);
  });

  test('keeps the list of a thousand differing gates within its bound, and so the message', () => {
    const many = Array.from({ length: 1000 }, (_, n) => gate(`Gate${n}`, ['1.30 Alpha off']));
    const all = gates(Object.fromEntries(many.map(({ spec }) => [spec.gate, true])));
    const told = status(all, {}, undefined, many);
    expect(featureSetStatus.safeParse(told).error).toBeUndefined();
    expect(told.observed).toMatchObject({ inSync: 0, differing: { length: 64 }, differingOmitted: 936 });
    expect(inSync(told)[1]).toMatch(
      / and 992 more; add (Gate\d+=false,?){8} and the others likewise to its --feature-gates, /,
    );
  });
});

describe('OutOfSync', () => {
  test('is announced once for each gate that begins to differ', () => {
    const before = status(SAME);
    const first = status(SAME, { overrides: on('Alpha') }, before);
    expect(noticesOf(first)).toEqual(['GateEnabled Alpha', 'OutOfSync Alpha']);
    expect(first.notices.at(-1)?.message).toBe(
      "Not what the API server reports: 'Alpha' (Enabled here, Disabled there)",
    );
    const again = status(SAME, { overrides: on('Alpha') }, first);
    expect(again.notices).toEqual(first.notices);
    const more = status(gates({ Alpha: false, Beta: false, Fixed: true }), { overrides: on('Alpha') }, again);
    expect(noticesOf(more).at(-1)).toBe('OutOfSync Beta');
    expect(noticesOf(status(SAME, {}, more)).slice(3)).toEqual(['GateDisabled Alpha']);
  });

  test('is announced by a first status too, and never read from a list that was cut', () => {
    expect(noticesOf(status(gates({ Alpha: true })))).toEqual(['OutOfSync Alpha']);
    const previous = status(SAME);
    const cut = { ...previous, observed: { inSync: 0, differing: [], differingOmitted: 3 } };
    expect(noticesOf(status(gates({ Alpha: true }), {}, cut))).toEqual([]);
  });
});
