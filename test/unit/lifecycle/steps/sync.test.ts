import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { featureSet, gate, on, verdictOn, world } from '../../../support/sample.ts';
import type { Observed } from '../../../../src/lifecycle/install/reported.ts';

const GATES = [
  gate('Alpha', ['1.30 Alpha off']),
  gate('Beta', ['1.30 Beta on']),
  gate('Fixed', ['1.30 Stable on locked']),
  gate('Future', ['1.37 Alpha off']),
  gate('Gone', ['1.30 Beta on', '1.35 Removed']),
];

/** How FeatureSet `default/set` compares with what the component reports. */
function synced(observed: Observed | undefined, spec: Record<string, unknown> = {}) {
  const observe = { from: 'APIServerMetrics' };
  return verdictOn(evaluate(world({ gates: GATES, featureSets: [featureSet({ observe, ...spec })], observed }))).sync;
}

const gates = (values: Record<string, boolean>): Observed => new Map(Object.entries(values));
const AS_DECLARED = { Alpha: false, Beta: true, Fixed: true };

describe('a FeatureSet beside the component that runs', () => {
  test('is in sync where every gate that both know is the same', () => {
    expect(synced(gates(AS_DECLARED))).toEqual({ kind: 'Compared', inSync: 3, differing: [] });
  });

  test('differs in each gate that is not, sorted by name', () => {
    expect(synced(gates({ Fixed: false, Beta: false, Alpha: false }))).toEqual({
      kind: 'Compared',
      inSync: 1,
      differing: [
        { gate: 'Beta', declared: 'Enabled', actual: 'Disabled', locked: false },
        { gate: 'Fixed', declared: 'Enabled', actual: 'Disabled', locked: true },
      ],
    });
  });

  test('is compared by what is effective, so an override counts and a refused one does not', () => {
    const differing = [{ gate: 'Alpha', declared: 'Enabled', actual: 'Disabled', locked: false }];
    expect(synced(gates(AS_DECLARED), { overrides: on('Alpha') })).toMatchObject({ inSync: 2, differing });
    const refused = { overrides: on('Alpha'), minimumLevel: 'Beta' };
    expect(synced(gates(AS_DECLARED), refused)).toMatchObject({ inSync: 3, differing: [] });
  });

  test('says nothing of gates that only one side has: switches over many, those not declared, not there yet or gone', () => {
    const only = { AllAlpha: true, AllBeta: true, Nobody: true, Future: true, Gone: true };
    expect(synced(gates({ ...AS_DECLARED, ...only }))).toEqual({ kind: 'Compared', inSync: 3, differing: [] });
    expect(synced(gates({ Alpha: true }))).toMatchObject({ inSync: 0, differing: [{ gate: 'Alpha' }] });
  });

  test('takes a gate that runs without acting for one that is off', () => {
    const discovering = { overrides: [{ gate: 'Alpha', state: 'Discovery' }] };
    expect(synced(gates(AS_DECLARED), discovering)).toMatchObject({ inSync: 3 });
    expect(synced(gates({ Alpha: true }), discovering)).toMatchObject({
      differing: [{ declared: 'Discovery', actual: 'Enabled' }],
    });
  });

  test('is not known where nothing was heard, nobody may ask, or nothing is in common', () => {
    expect(synced(undefined)).toEqual({ kind: 'NotReported', why: 'NoAnswer' });
    expect(synced('NotPermitted')).toEqual({ kind: 'NotReported', why: 'NotPermitted' });
    expect(synced(gates({ Nobody: true, AllAlpha: false }))).toEqual({ kind: 'NotReported', why: 'NothingInCommon' });
  });

  test('is not compared where it does not observe, or its release is not known', () => {
    expect(synced(gates(AS_DECLARED), { observe: undefined })).toBeUndefined();
    expect(synced(gates(AS_DECLARED), { release: undefined, releaseFrom: 'APIServer' })).toBeUndefined();
  });
});
