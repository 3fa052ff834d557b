import { describe, expect, test } from 'vitest';
import { readEndpointPickerConfig } from '../../../src/formats/endpoint-picker-config.ts';
import { readFlagString, readGateLog } from '../../../src/formats/flag-string.ts';
import { readGateMap, readHelmValues, readKeyValue } from '../../../src/formats/gate-map.ts';

describe('a flag string', () => {
  test('is pieces between commas, empty ones skipped, spaces trimmed, each with its column', () => {
    expect(readFlagString('A=true, B = false ,,C=1,')).toEqual({
      entries: [
        { key: 'A', value: 'true', at: 'column 1' },
        { key: 'B', value: 'false', at: 'column 9' },
        { key: 'C', value: '1', at: 'column 21' },
      ],
      plugins: [],
      problems: [],
    });
  });

  test('divides at the first = and names the component in front of a colon', () => {
    expect(readFlagString('kube:A=b=c,other:D=false,:E=true').entries).toEqual([
      { key: 'A', value: 'b=c', at: 'column 1', component: 'kube' },
      { key: 'D', value: 'false', at: 'column 12', component: 'other' },
      { key: 'E', value: 'true', at: 'column 26', component: '' },
    ]);
  });

  test('names the piece that says no value', () => {
    expect(readFlagString('A=true,B,C=false,D').problems).toEqual([
      "column 8: 'B' has no '='; a flag string is A=true,B=false",
      "column 18: 'D' has no '='; a flag string is A=true,B=false",
    ]);
  });
});

describe('a log', () => {
  test('holds the gates behind "Feature gates:"', () => {
    const log = 'I0101 main.go:1] starting\nI0101 main.go:2] Feature gates: map[A:true B:false]\n';
    expect(readGateLog(log).entries).toEqual([
      { key: 'A', value: 'true', at: 'column 1' },
      { key: 'B', value: 'false', at: 'column 8' },
    ]);
    expect(readGateLog('Feature gates: map[]').entries).toEqual([]);
  });

  test('without such a line says what to give', () => {
    expect(readGateLog('starting').problems[0]).toContain('no line says "Feature gates: map[…]"');
    expect(readGateLog('Feature gates: map[A]').problems).toEqual([
      "column 1: 'A' has no ':'; a logged map is A:true B:false",
    ]);
  });
});

describe('maps', () => {
  test('of a chart stand under featureGates; a chart without sets nothing', () => {
    expect(readHelmValues({ image: 'a', featureGates: { A: true, B: 'false' } }).entries).toEqual([
      { key: 'A', value: 'true', at: 'featureGates.A' },
      { key: 'B', value: 'false', at: 'featureGates.B' },
    ]);
    for (const values of [{}, { featureGates: {} }, { featureGates: null }])
      expect(readHelmValues(values)).toEqual({ entries: [], plugins: [], problems: [] });
    expect(readHelmValues({ featureGates: ['A'] }).problems).toEqual(['featureGates must be a map such as {A: true}']);
    expect(readHelmValues([]).problems).toEqual(['values of a chart must be a map']);
  });

  test('of a ConfigMap stand under data, or are given bare', () => {
    const data = { 'enable-api-fields': 'beta' };
    const entries = [{ key: 'enable-api-fields', value: 'beta', at: 'data.enable-api-fields' }];
    expect(readKeyValue({ kind: 'ConfigMap', data }).entries).toEqual(entries);
    expect(readKeyValue(data).entries).toEqual(entries);
    expect(readKeyValue({ kind: 'ConfigMap' }).entries).toEqual([]);
    expect(readGateMap('A=true', 'the map').problems).toEqual(['the map must be a map such as {A: true}']);
  });
});

describe('an EndpointPickerConfig', () => {
  test('takes gates as names, as name=bool and as a map (R22, R23), and plugins by type and name (R129)', () => {
    const plugins = [{ type: 'queue-scorer' }, { type: 'queue-scorer', name: 'second' }, { type: 'a', name: 'a' }];
    const config = {
      apiVersion: 'llm-d.ai/v1alpha1',
      featureGates: ['flowControl', 'dataLayer=F', ' x = t '],
      plugins,
    };
    expect(readEndpointPickerConfig(config)).toEqual({
      apiVersion: 'llm-d.ai/v1alpha1',
      entries: [
        { key: 'flowControl', value: 'true', at: 'featureGates[0]' },
        { key: 'dataLayer', value: 'F', at: 'featureGates[1]' },
        { key: 'x', value: 't', at: 'featureGates[2]' },
      ],
      plugins: [{ type: 'queue-scorer' }, { type: 'queue-scorer', name: 'second' }, { type: 'a' }],
      problems: [],
    });
    expect(readEndpointPickerConfig({ featureGates: { flowControl: true } }).entries).toEqual([
      { key: 'flowControl', value: 'true', at: 'featureGates.flowControl' },
    ]);
    expect(readEndpointPickerConfig({})).toEqual({ apiVersion: '', entries: [], plugins: [], problems: [] });
  });

  test('names everything in it that cannot be read', () => {
    expect(
      readEndpointPickerConfig({ featureGates: [true, ''], plugins: [{}, 'a', { type: 'b', name: 3 }] }).problems,
    ).toEqual([
      'featureGates[0] must be a name or name=bool; quote it',
      'featureGates[1] must be a name or name=bool; quote it',
      'plugins[0] must have a type, and a name that is a string where it has one',
      'plugins[1] must have a type, and a name that is a string where it has one',
      'plugins[2] must have a type, and a name that is a string where it has one',
    ]);
    expect(readEndpointPickerConfig({ featureGates: 'a', plugins: 'b' }).problems).toHaveLength(2);
    expect(readEndpointPickerConfig(undefined).problems).toEqual(['an EndpointPickerConfig must be a map']);
  });
});
