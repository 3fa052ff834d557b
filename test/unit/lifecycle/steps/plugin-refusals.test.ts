import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { featureSet, gate, on, plugin, policy, said, verdictOn, world } from '../../../support/sample.ts';

const component = 'thing';
const goes = { deprecation: { message: 'it goes' } };
const PLUGINS = [
  plugin(component, 'gone', ['1.0 Alpha', '1.1 Removed'], { requires: [{ plugin: 'absent' }] }),
  plugin(component, 'later', ['1.9 Alpha'], { requires: [{ plugin: 'absent' }] }),
  plugin(component, 'alpha', ['1.0 Alpha'], { featureGate: 'OptIn', requires: [{ plugin: 'absent' }] }),
  plugin(component, 'bare', ['1.0 Alpha']),
  plugin(component, 'beta', ['1.0 Beta'], { featureGate: 'Switch', requires: [{ plugin: 'absent' }] }),
  plugin(component, 'lonely', ['1.0 Beta'], { requires: [{ plugin: 'absent' }] }),
  plugin(component, 'leaving', ['1.0 Beta', '1.1 Deprecated'], goes),
  plugin(component, 'unknown', ['1.0 Unknown']),
  plugin(component, 'left', ['1.0 Stable'], { requires: [{ plugin: 'right' }] }),
  plugin(component, 'right', ['1.0 Stable'], { requires: [{ plugin: 'left' }] }),
  plugin(component, 'above', ['1.0 Stable'], { requires: [{ plugin: 'leaving' }] }),
];
const GATES = [gate('OptIn', ['1.0 Alpha off'], { component }), gate('Switch', ['1.0 Beta on'], { component })];

/** Verdict and findings on plugins in use at 1.5. */
function judged(types: readonly string[], spec: object = {}, rules: object = {}): string[] {
  const plugins = types.map((text) => {
    const [type, name] = text.split('=');
    return { type, ...(name !== undefined && { name }) };
  });
  const declared = policy(component, { skipLevels: 'Allow', ...rules });
  const featureSets = [featureSet({ component, release: '1.5', plugins, ...spec })];
  const verdict = verdictOn(
    evaluate(world({ component, policy: declared, gates: GATES, plugins: PLUGINS, featureSets })),
  );
  const rows = verdict.plugins.map(
    ({ type, name, verdict: word }) => `${word} ${type === name ? type : `${type}=${name}`}`,
  );
  return [...rows, ...said(verdict.findings)];
}

describe('a plugin in use is refused for the first that applies of', () => {
  const off = { overrides: [{ gate: 'Switch', state: 'Disabled' }] };
  const rows: [what: string, type: string, spec: object, reason: string][] = [
    [
      'its tombstone, before its level or what it lacks (R54, R56)',
      'gone',
      { minimumLevel: 'Stable' },
      'RemovedPlugin',
    ],
    ['not being declared (R10, R34)', 'nobody', { minimumLevel: 'Stable' }, 'UnregisteredPlugin'],
    ['not having begun', 'later', { minimumLevel: 'Stable' }, 'UnregisteredPlugin'],
    ['being Alpha with no opt-in (R2)', 'alpha', { minimumLevel: 'Stable' }, 'AlphaPluginNeedsOptIn'],
    [
      'being below the minimum (R25)',
      'alpha',
      { minimumLevel: 'Beta', experimentalPlugins: 'Allow' },
      'BelowMinimumLevel',
    ],
    ['the same, before its switch', 'beta', { minimumLevel: 'Stable', ...off }, 'BelowMinimumLevel'],
    ['Unknown being below every minimum (R8)', 'unknown', { minimumLevel: 'Dev' }, 'BelowMinimumLevel'],
    ['its gate being switched off at Beta (R5)', 'beta', off, 'PluginSwitchedOff'],
    ['lacking what it refers to (R85)', 'lonely', {}, 'PluginReferenceUnresolved'],
  ];
  test.each(rows)('%s', (_what, type, spec, reason) => {
    expect(judged([type], spec)).toEqual([`Refused ${type}`, `Error ${reason} ${type}`]);
  });

  test('a circle of references, beside whatever else', () => {
    expect(judged(['left', 'right'])).toEqual([
      'Refused left',
      'Refused right',
      'Error PluginCycle left',
      'Error PluginCycle right',
    ]);
  });
});

describe('a plugin in use is admitted', () => {
  const rows: [what: string, types: string[], spec: object, rules: object, told: string[]][] = [
    [
      'at Alpha by its own gate (R2, R26)',
      ['bare', 'alpha', 'absent'],
      { experimentalPlugins: 'Allow' },
      { unregisteredPlugins: 'Allow' },
      [
        'Admitted absent',
        'Admitted alpha',
        'Admitted bare',
        'Warning UnknownLevel absent',
        'Info ExperimentalInUse alpha',
        'Info ExperimentalInUse bare',
      ],
    ],
    [
      'with a Warning where nobody declares it and the policy says so',
      ['nobody'],
      {},
      { unregisteredPlugins: 'Warn' },
      ['Admitted nobody', 'Warning UnknownLevel nobody', 'Warning UnregisteredPlugin nobody'],
    ],
    [
      'with a Warning while it is deprecated (R43, R52)',
      ['leaving'],
      {},
      {},
      ['Admitted leaving', 'Warning DeprecatedPluginNoSchedule leaving'],
    ],
    [
      'with a Warning where its level is Unknown (R9)',
      ['unknown'],
      {},
      {},
      ['Admitted unknown', 'Warning UnknownLevel unknown'],
    ],
    [
      'with a Warning above something less stable (R84)',
      ['above', 'leaving'],
      {},
      {},
      [
        'Admitted above',
        'Admitted leaving',
        'Warning DeprecatedPluginNoSchedule leaving',
        'Warning LessStableDependency above',
      ],
    ],
  ];
  test.each(rows)('%s', (_what, types, spec, rules, expected) => {
    expect(judged(types, spec, rules)).toEqual(expected);
  });

  test('by its gate alone, and not by the gate of another', () => {
    expect(judged(['alpha', 'bare'], { overrides: on('OptIn') }, { unregisteredPlugins: 'Allow' })).toEqual([
      'Refused alpha',
      'Refused bare',
      'Error AlphaPluginNeedsOptIn bare',
      'Error PluginReferenceUnresolved alpha',
    ]);
  });

  test('as often as it is in use, if the names differ (R129)', () => {
    expect(judged(['leaving=one', 'leaving=two'])).toEqual([
      'Admitted leaving=one',
      'Admitted leaving=two',
      'Warning DeprecatedPluginNoSchedule leaving',
    ]);
    expect(judged(['leaving=one', 'unknown=one'])).toContain('Error DuplicatePluginName one');
  });

  test('where the component loads it by itself, if it is there at that release (R27)', () => {
    const rules = { defaultPlugins: ['leaving', 'gone', 'later'] };
    expect(judged([], {}, rules)).toEqual(['Admitted leaving', 'Warning DeprecatedPluginNoSchedule leaving']);
    expect(judged(['unknown'], {}, rules)).toEqual([
      'Admitted leaving',
      'Admitted unknown',
      'Warning DeprecatedPluginNoSchedule leaving',
      'Warning UnknownLevel unknown',
    ]);
  });
});
