import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { featureSet, gate, policy, said, verdictOn, world } from '../../../support/sample.ts';

const component = 'thing';
const SETTINGS = [
  { name: 'text', type: 'Text', default: 'none' },
  { name: 'switch', type: 'Boolean', forcesOff: ['Alpha', 'Beta', 'Locked'] },
  { name: 'other', type: 'Boolean', default: 'true', forcesOff: ['Beta'] },
  {
    name: 'mode',
    type: 'Enum',
    default: 'slow',
    values: [
      { value: 'slow', level: 'Stable' },
      { value: 'fast', level: 'Alpha' },
    ],
  },
  { name: 'size', type: 'Integer', default: '8', minimum: 1, maximum: 16 },
  { name: 'count', type: 'Integer' },
  { name: 'needs-mode', type: 'Boolean', requires: [{ setting: 'mode', value: 'fast' }] },
  { name: 'needs-switch', type: 'Boolean', requires: [{ setting: 'switch', value: 'true' }] },
  { name: 'needs-gate', type: 'Boolean', requires: [{ gate: 'Alpha' }] },
  { name: 'needs-platform', type: 'Boolean', requires: [{ component: 'kubernetes', platformFrom: '1.36' }] },
];
const GATES = [
  gate('Alpha', ['1.0 Alpha off'], { component }),
  gate('Beta', ['1.0 Beta on'], { component }),
  gate('Locked', ['1.0 Stable on locked'], { component }),
];

function verdictOf(settings: Record<string, string>, spec: object = {}) {
  const list = Object.entries(settings).map(([name, value]) => ({ name, value }));
  const featureSets = [featureSet({ component, release: '1.0', settings: list, ...spec })];
  return verdictOn(
    evaluate(world({ component, policy: policy(component, { settings: SETTINGS }), gates: GATES, featureSets })),
  );
}
const findings = (settings: Record<string, string>, spec: object = {}) => said(verdictOf(settings, spec).findings);

describe('a setting takes the values of its type, and no others (R130)', () => {
  const rows: [name: string, taken: string[], refused: string[]][] = [
    ['text', ['', 'anything', '1'], []],
    [
      'switch',
      ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'],
      ['', 'yes', 'tRUE', '2'],
    ],
    ['mode', ['slow', 'fast'], ['', 'Fast', 'faster']],
    ['size', ['1', '16', '008'], ['0', '17', '-1', '1.5', '1e1', '', ' 1']],
    ['count', ['0', '-5', '123456789'], ['x', '+1', '0x10']],
  ];
  test.each(rows)('%s', (name, taken, refused) => {
    for (const value of taken)
      expect([value, ...findings({ [name]: value }).filter((one) => one.includes('Invalid'))]).toEqual([value]);
    for (const value of refused) expect(findings({ [name]: value })).toEqual([`Error InvalidValue ${name}`]);
  });

  test('and a name the policy does not know is an Error with the nearest', () => {
    expect(verdictOf({ swich: 'true' }).findings).toEqual([
      { severity: 'Error', subject: 'swich', fact: { kind: 'UnknownSetting', component, nearest: ['switch'] } },
    ]);
  });

  test('and one below the minimum level is refused (R25, R120)', () => {
    expect(findings({ mode: 'fast' }, { minimumLevel: 'Beta' })).toEqual(['Error BelowMinimumLevel mode']);
    expect(findings({ mode: 'slow' }, { minimumLevel: 'Stable' })).toEqual([]);
  });
});

describe('what a setting requires', () => {
  const asked = { overrides: [{ gate: 'Alpha', state: 'Enabled' }] };
  const rows: [what: string, settings: Record<string, string>, spec: object, told: string[]][] = [
    ['another setting at a value', { 'needs-mode': 'true', mode: 'fast' }, {}, []],
    ['which its default is not', { 'needs-mode': 'true' }, {}, ['Error SettingRuleViolated needs-mode']],
    ['a switch that is on, in whatever words', { 'needs-switch': 'T', switch: 'True' }, {}, ['Info ForcedOff Beta']],
    [
      'and not one that is off',
      { 'needs-switch': 'true', switch: '0' },
      {},
      ['Error SettingRuleViolated needs-switch'],
    ],
    ['a gate that is on', { 'needs-gate': 'true' }, asked, []],
    ['and not one that is off', { 'needs-gate': 'true' }, {}, ['Error SettingRuleViolated needs-gate']],
    ['nothing while it is at its default', { 'needs-gate': 'false', 'needs-mode': '0' }, {}, []],
    [
      'a platform, of which nobody says anything',
      { 'needs-platform': 'true' },
      {},
      ['Info PlatformUnknown kubernetes'],
    ],
  ];
  test.each(rows)('%s (R29, R86)', (_what, settings, spec, expected) => {
    expect(findings(settings, spec)).toEqual(expected);
  });
});

describe('a setting that switches gates off (R30)', () => {
  test('does so while it differs from its default, says it, and passes over a locked gate', () => {
    const { rows, findings: found } = verdictOf({ switch: 'true' });
    expect(rows.get('Beta')).toMatchObject({ requested: 'Enabled', effective: 'Disabled', source: 'Setting' });
    expect(rows.get('Locked')).toMatchObject({ effective: 'Enabled', source: 'Lock' });
    expect(found).toEqual([{ severity: 'Info', subject: 'Beta', fact: { kind: 'ForcedOff', setting: 'switch' } }]);
    expect(findings({ switch: 'false' })).toEqual([]);
  });

  test('is an Error where an override asked for the gate', () => {
    const spec = { overrides: [{ gate: 'Alpha', state: 'Enabled' }] };
    expect(findings({ switch: 'true' }, spec)).toEqual(['Error ForcedOff Alpha', 'Info ForcedOff Beta']);
  });

  test('is named by the same word in whatever order settings come, where two do so', () => {
    const orders = [
      { switch: 'true', other: 'false' },
      { other: 'false', switch: 'true' },
    ];
    const [one, two] = orders.map((order) => verdictOf(order).findings);
    expect(one).toEqual(two);
  });
});
