import { describe, expect, test } from 'vitest';
import { featureSetStatus } from '../../../src/api/featureset-status.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { featureSetStatusOf } from '../../../src/report/status/feature-set-status.ts';
import { featureSet, gate, NOW, verdictOn, world } from '../../support/sample.ts';
import { noticesOf, setStatus } from './sample-status.ts';

describe('what does not fit into the status of a FeatureSet is counted', () => {
  test('gates that are on, off or in discovery beyond 4096 each, plugins beyond 256, exceptions beyond 1024', () => {
    const states = ['Enabled', 'Disabled', 'Discovery'];
    const gates = states.flatMap((state) =>
      Array.from({ length: 4098 }, (_, index) =>
        gate(`${state}${index}`, [], { stages: [{ release: '1.30', level: 'Alpha', default: state }] }),
      ),
    );
    const groups = [{ name: 'AllAlpha', state: 'Enabled' }];
    const plain = verdictOn(evaluate(world({ gates, featureSets: [featureSet()] })));
    const status = featureSetStatusOf(plain, { generation: 1, status: undefined, now: NOW });
    expect([status.enabled, status.disabled, status.discovery].map(({ length }) => length)).toEqual([4096, 4096, 4096]);
    expect([status.enabledOmitted, status.disabledOmitted, status.discoveryOmitted]).toEqual([2, 2, 2]);
    expect(status.exceptionsOmitted).toBeUndefined();
    expect(featureSetStatus.parse(status)).toEqual(status);

    const plugins = Array.from({ length: 257 }, (_, index) => ({
      type: `p${index}`,
      name: `p${index}`,
      injected: index === 256,
      in: undefined,
      parameters: [],
      level: 'Beta' as const,
      deprecated: false,
      verdict: 'Admitted' as const,
      finding: undefined,
    }));
    const switched = verdictOn(evaluate(world({ gates, featureSets: [featureSet({ groups })] })));
    const outcome = { ...switched.outcome, plugins };
    const more = featureSetStatusOf({ ...switched, plugins, outcome }, { generation: 1, status: undefined, now: NOW });
    expect([more.plugins.length, more.pluginsOmitted]).toEqual([256, 1]);
    expect([more.exceptions.length, more.exceptionsOmitted]).toEqual([1024, 2 * 4098 - 1024]);
    expect(featureSetStatus.parse(more)).toEqual(more);
  });
});

describe('no flip is read from a list that was cut', () => {
  const gates = [gate('Alpha', ['1.30 Alpha off']), gate('Beta', ['1.30 Beta on'])];
  const flipped = { overrides: [{ gate: 'Alpha', state: 'Enabled' }] };
  test.each(['enabledOmitted', 'disabledOmitted', 'discoveryOmitted'])('%s', (omitted) => {
    const before = setStatus(gates);
    expect(noticesOf(setStatus(gates, flipped, before))).toEqual(['GateEnabled Alpha']);
    expect(noticesOf(setStatus(gates, flipped, { ...before, [omitted]: 1 }))).toEqual([]);
  });

  test('nor where the release was not known: everything would seem to come on', () => {
    const before = setStatus(gates, { releaseFrom: 'APIServer' });
    expect(before.release).toBeUndefined();
    expect(noticesOf(setStatus(gates, {}, before))).toEqual([]);
    expect(noticesOf(setStatus(gates, { releaseFrom: 'APIServer' }, setStatus(gates)))).toEqual([]);
  });
});

describe('an announcement of findings', () => {
  test('tells a violation and not what only follows from it', () => {
    const chain = [
      gate('A', ['1.30 Beta on']),
      gate('B', ['1.30 Beta on'], { requires: [{ gate: 'A' }] }),
      gate('C', ['1.30 Beta on'], { requires: [{ gate: 'B' }] }),
    ];
    const status = setStatus(chain, { overrides: [{ gate: 'A', state: 'Disabled' }] });
    expect(status.findings.map(({ severity, reason, subject }) => `${severity} ${reason} ${subject}`)).toEqual([
      'Error DependencyUnmet B',
      'Info DependencyUnmet C',
    ]);
    expect(noticesOf(status)).toEqual(['DependencyUnmet B']);
  });

  test('comes anew where another reason stands on the same subject', () => {
    const overrides = [{ gate: 'Locked', state: 'Disabled' }];
    const unknown = setStatus([], { overrides });
    const locked = setStatus([gate('Locked', ['1.30 Stable on locked'])], { overrides }, unknown);
    expect(unknown.findings.map(({ reason }) => reason)).toEqual(['UnknownFeatureGate']);
    expect(locked.findings.map(({ reason }) => reason)).toEqual(['GateLocked']);
    expect(locked.notices.map(({ reason, message }) => [reason, message.split(';')[0]])).toEqual([
      ['OverrideRejected', "Component 'kubernetes' declares no gate 'Locked'"],
      ['OverrideRejected', "Gate 'Locked' is locked on in 1.36"],
    ]);
  });
});
