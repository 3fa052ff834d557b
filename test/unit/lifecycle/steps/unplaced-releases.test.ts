import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { policyStatusOf } from '../../../../src/report/status/policy-status.ts';
import { featureSet, gate, NOW, plugin, policy, said, verdictOn, world } from '../../../support/sample.ts';

const RELEASES = [{ name: 'v1.0.0' }, { name: 'v1.1.0' }];
const of = { component: 'thing' };

describe('a release of a gate that its calendar cannot place is an Error that names the field (R74)', () => {
  const cases: Record<string, object> = {
    'spec.stages[1].release': {
      stages: [
        { release: 'v1.0.0', level: 'Alpha' },
        { release: 'v7.0.0', level: 'Beta' },
      ],
    },
    'spec.requires[0].fromRelease': { requires: [{ gate: 'Y', fromRelease: 'v7.0.0' }] },
    'spec.excludes[0].fromRelease': { excludes: [{ gate: 'Y', fromRelease: 'v7.0.0' }] },
    'spec.deprecation.since': { deprecation: { since: 'v7.0.0', message: 'it goes' } },
    'spec.deprecation.removal.release': {
      deprecation: { since: 'v1.0.0', message: 'it goes', removal: { when: 'Release', release: 'v7.0.0' } },
    },
  };
  test.each(Object.entries(cases))('%s', (field, spec) => {
    const gates = [gate('X', ['v1.0.0 Alpha off'], { ...of, ...spec }), gate('Y', ['v1.0.0 Alpha off'], of)];
    const { gates: verdicts } = evaluate(world({ ...of, policy: policy('thing', { releases: RELEASES }), gates }));
    expect(verdicts.get('thing.x')?.findings.filter(({ severity }) => severity === 'Error')).toEqual([
      { severity: 'Error', subject: 'X', fact: { kind: 'ReleaseUnknown', field, release: 'v7.0.0', listed: true } },
    ]);
    expect(verdicts.get('thing.y')?.findings).toEqual([]);
  });
});

/** A deprecation with one thing that takes over. */
const replaced = (item: object) => ({
  since: 'v1.0.0',
  message: 'it goes',
  replacement: { mode: 'OneOf', items: [item] },
});

describe('so is one of a plugin', () => {
  const cases: Record<string, Record<string, unknown>> = {
    'spec.stages[1].release': {
      stages: [
        { release: 'v1.0.0', level: 'Beta' },
        { release: 'v7.0.0', level: 'Stable' },
      ],
    },
    'spec.deprecation.since': { deprecation: { since: 'v7.0.0', message: 'it goes' } },
    'spec.deprecation.removal.release': {
      deprecation: { since: 'v1.0.0', message: 'it goes', removal: { when: 'Release', release: 'v7.0.0' } },
    },
    'spec.deprecation.replacement.items[0].fromRelease': {
      deprecation: replaced({ plugin: 'y', fromRelease: 'v7.0.0' }),
    },
  };
  test.each(Object.entries(cases))('%s', (field, spec) => {
    const declared = policy('thing', { releases: RELEASES, skipLevels: 'Allow' });
    const plugins = [plugin('thing', 'x', ['v1.0.0 Beta'], spec)];
    const verdict = evaluate(world({ ...of, policy: declared, plugins })).plugins.get('thing.x');
    expect(verdict?.findings).toEqual([
      { severity: 'Error', subject: 'x', fact: { kind: 'ReleaseUnknown', field, release: 'v7.0.0', listed: true } },
    ]);
  });
});

describe('a release of a policy that its own calendar cannot place is an Error, and the policy is not Ready', () => {
  const cases: Record<string, object> = {
    'spec.effectiveFrom': { effectiveFrom: 'v7.0.0' },
    'spec.groups[api].defaults[1].fromRelease': {
      groups: [
        {
          name: 'api',
          cumulative: true,
          regime: 'Grouped',
          defaults: [
            { fromRelease: 'v1.0.0', level: 'Stable' },
            { fromRelease: 'v7.0.0', level: 'Beta' },
          ],
        },
      ],
    },
    'spec.configVersions[a/v1].deprecatedFrom': { configVersions: [{ apiVersion: 'a/v1', deprecatedFrom: 'v7.0.0' }] },
  };
  test.each(Object.entries(cases))('%s', (field, spec) => {
    const declared = policy('thing', { releases: RELEASES, ...spec });
    const { policy: verdict } = evaluate(world({ ...of, policy: declared }));
    if (!verdict) throw new Error('the policy was not judged');
    expect(verdict.findings).toEqual([
      { severity: 'Error', subject: 'thing', fact: { kind: 'ReleaseUnknown', field, release: 'v7.0.0', listed: true } },
    ]);
    const [ready] = policyStatusOf(verdict, { generation: 1, status: undefined, now: NOW }).conditions;
    expect(ready).toMatchObject({ type: 'Ready', status: 'False', reason: 'ReleaseUnknown' });
    expect(ready?.message).toContain(`${field} is 'v7.0.0'`);
  });

  test('and one that it places is none', () => {
    const declared = policy('thing', { effectiveFrom: 'v1.0.0', releases: RELEASES });
    expect(evaluate(world({ ...of, policy: declared })).policy?.findings).toEqual([]);
  });
});

describe('a rule that begins at a release nobody can place holds until that is mended', () => {
  const told = (spec: object, state: string) => {
    const gates = [gate('X', ['v1.0.0 Alpha off'], { ...of, ...spec }), gate('Y', ['v1.0.0 Alpha off'], of)];
    const overrides = [
      { gate: 'X', state: 'Enabled' },
      { gate: 'Y', state },
    ];
    const set = featureSet({ ...of, release: 'v1.1.0', overrides });
    const declared = policy('thing', { releases: RELEASES });
    const { rows, findings } = verdictOn(evaluate(world({ ...of, policy: declared, gates, featureSets: [set] })));
    return [rows.get('X')?.effective, ...said(findings).filter((line) => line.startsWith('Error'))];
  };
  test('a requirement: the gate is off without what it requires', () => {
    const since = (fromRelease: string) => told({ requires: [{ gate: 'Y', fromRelease }] }, 'Disabled');
    expect(since('v7.0.0')).toEqual(['Disabled', 'Error DependencyUnmet X']);
    expect(since('v1.1.0')).toEqual(['Disabled', 'Error DependencyUnmet X']);
    expect(since('v1.2.0')).toEqual(['Enabled']);
  });

  test('an exclusion: both are off', () => {
    const since = (fromRelease: string) => told({ excludes: [{ gate: 'Y', fromRelease }] }, 'Enabled');
    expect(since('v7.0.0')).toEqual(['Disabled', 'Error MutuallyExclusive X']);
    expect(since('v1.2.0')).toEqual(['Enabled']);
  });
});

describe('a release after everything that is known of a component (R74)', () => {
  const component = 'thing';
  const at = (release: string, stages: string[] = ['1.0 Beta']) => {
    const known = policy(component, { releases: [{ name: '1.0' }, { name: '1.1' }] });
    const sets = [featureSet({ component, release, targetRelease: '1.1' })];
    const gates = [gate('Known', stages, { component })];
    return said(verdictOn(evaluate(world({ component, policy: known, gates, featureSets: sets }))).findings);
  };
  test('is a Warning, since a slip would pass for the newest one', () => {
    expect(at('1.63')).toEqual(['Warning ReleaseNotListed thing']);
    expect(at('1.2-dev')).toEqual(['Warning ReleaseNotListed thing']);
  });
  test('is none where the calendar lists it, or a stage names a later one', () => {
    expect(at('1.1')).toEqual([]);
    expect(at('1.2', ['1.0 Alpha', '1.3 Beta'])).toEqual([]);
  });
});
