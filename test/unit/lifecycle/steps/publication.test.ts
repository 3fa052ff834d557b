import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import type { PublishedState } from '../../../../src/lifecycle/config/observed-configs.ts';
import { featureSet, gate, on, policy, said, verdictOn, world } from '../../../support/sample.ts';

const component = 'thing';
const POLICY = policy(component, {
  levels: [
    { name: 'Alpha', default: 'Disabled', locked: false },
    { name: 'Beta', default: 'Enabled', locked: false },
    { name: 'Stable', default: 'Enabled', locked: true },
  ],
  groups: [
    { name: 'AllAlpha', levels: ['Alpha'] },
    { name: 'fields', cumulative: true, regime: 'Grouped' },
  ],
  settings: [{ name: 'mode', type: 'Text' }],
});
const GATES = [
  gate('Alpha', ['1.0 Alpha'], { component }),
  gate('Other', ['1.0 Alpha'], { component }),
  gate('Beta', ['1.0 Beta'], { component }),
  gate('Locked', ['1.0 Stable'], { component }),
  gate('Grouped', ['1.0 Beta'], { component, regime: 'Grouped' }),
  gate('Later', ['1.1 Alpha'], { component }),
  gate('Gone', ['0.9 Alpha', '1.0 Removed'], { component }),
];

function published(spec: object, publish: object = {}, state?: PublishedState, parts: object = {}) {
  const set = featureSet({
    component,
    release: '1.0',
    publish: { configMap: 'out', formats: ['FlagString', 'KeyValue', 'JSON'], ...publish },
    ...spec,
  });
  const observedConfigs = new Map([['default/set', { sources: [], published: state }]]);
  const declared = { component, policy: POLICY, gates: GATES, featureSets: [set], observedConfigs, ...parts };
  const { publication, findings } = verdictOn(evaluate(world(declared)));
  const gates = publication?.content.gates.map((one) => `${one.gate}=${one.state}`);
  return { gates, content: publication?.content, heldBack: publication?.heldBack, findings: said(findings) };
}

describe('what is published', () => {
  test('is every gate that is not at its default, group switches as the gates they reach (R119)', () => {
    const spec = { overrides: [{ gate: 'Beta', state: 'Disabled' }], groups: [{ name: 'AllAlpha', state: 'Enabled' }] };
    expect(published(spec)).toMatchObject({
      gates: ['Alpha=Enabled', 'Beta=Disabled', 'Other=Enabled'],
      content: { component, release: '1.0', groups: [], settings: [] },
      heldBack: false,
    });
  });

  test('is with include All every gate that can be set, and never a locked, grouped or unavailable one', () => {
    expect(published({}, { include: 'All' }).gates).toEqual(['Alpha=Disabled', 'Beta=Enabled', 'Other=Disabled']);
  });

  test('is also a gate at its default that a cumulative switch would move by itself (R119)', () => {
    const switches = (group: object) =>
      policy(component, { ...POLICY.spec, groups: [{ name: 'fields', cumulative: true, ...group }] });
    const spec = {
      overrides: [{ gate: 'Alpha', state: 'Disabled' }],
      publish: { configMap: 'out', formats: ['JSON'] },
    };
    const asked = { ...spec, groups: [{ name: 'fields', level: 'Alpha' }] };
    expect(published(asked, {}, undefined, { policy: switches({}) }).gates).toEqual([
      'Alpha=Disabled',
      'Other=Enabled',
    ]);
    const silent = switches({ defaults: [{ fromRelease: '1.0', level: 'Alpha' }] });
    expect(published(spec, {}, undefined, { policy: silent }).gates).toEqual(['Alpha=Disabled', 'Other=Enabled']);
    const elsewhere = switches({ regime: 'Grouped' });
    expect(published(asked, {}, undefined, { policy: elsewhere }).gates).toEqual([]);
  });

  test('is no key that nobody declares, which is one Error and not another for each format', () => {
    const { content, findings, heldBack } = published({ settings: [{ name: 'mod', value: 'fast' }] });
    expect([content?.settings, findings, heldBack]).toEqual([[], ['Error UnknownSetting mod'], true]);
  });

  test('is nothing where nobody asks for it', () => {
    expect(published({ publish: undefined }).content).toBeUndefined();
  });

  const inexpressible: Record<string, [spec: object, finding: string]> = {
    'a gate in discovery': [{ overrides: [{ gate: 'Alpha', state: 'Discovery' }] }, 'Alpha'],
    'a level of a group switch': [{ groups: [{ name: 'fields', level: 'Alpha' }] }, 'fields'],
    'a grouped gate that is off for another reason': [{ minimumLevel: 'Stable' }, 'Grouped'],
    'a setting': [{ settings: [{ name: 'mode', value: 'fast' }] }, 'mode'],
  };
  test.each(Object.entries(inexpressible))(
    '%s cannot be said in a flag string, and can in JSON',
    (_what, [spec, subject]) => {
      expect(published(spec, { formats: ['FlagString'] })).toMatchObject({
        heldBack: true,
        findings: [`Error NotExpressible ${subject}`],
      });
      expect(published(spec, { formats: ['JSON'] })).toMatchObject({ heldBack: false, findings: [] });
    },
  );
});

describe('nothing new is published', () => {
  test('while an Error stands: a batch with one bad entry changes nothing (R20)', () => {
    expect(published({ overrides: on('Alpha', 'Alfa') })).toMatchObject({
      heldBack: true,
      findings: ['Error UnknownFeatureGate Alfa'],
    });
  });

  test('while the component has no policy', () => {
    const { heldBack, findings } = published({}, {}, undefined, { policy: undefined });
    expect({ heldBack, findings }).toEqual({ heldBack: true, findings: ['Warning PolicyMissing thing'] });
  });

  test('while a gate that was published is declared no more, unless it left a tombstone', () => {
    const annotations = { release: '1.0', generation: 1, hash: '' };
    const gates = ['Alpha', 'Gone', 'Lost', 'fields', 'mode'];
    expect(published({}, {}, { kind: 'Own', data: {}, gates, ...annotations })).toMatchObject({
      heldBack: true,
      findings: ['Error GateVanished Lost'],
    });
  });
});
