import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogs } from '../catalogs/catalog.ts';
import { inline, printed } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

interface Source {
  readonly configMap: { readonly name: string; readonly key?: string };
  readonly format: string;
}

const set = (namespace: string | undefined, ...sources: Source[]) => ({
  apiVersion: 'stagegate.dev/v1beta1',
  kind: 'FeatureSet',
  metadata: { name: 'driver', ...(namespace !== undefined && { namespace }) },
  spec: { component: 'nvidia-dra-driver', release: 'v0.4.0', sources },
});

const configMap = (namespace: string | undefined, content: object, name = 'gates') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  ...content,
});

const GATES = { configMap: { name: 'gates' }, format: 'KeyValue' };

function evaluated(...objects: object[]) {
  const file = scratch.file('input.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  return inline('evaluate', '-o', 'json', '-f', path.join(catalogs, 'nvidia-dra-driver'), file);
}

/** What the FeatureSet asks of the gate PassthroughSupport, and the reasons of Errors. */
function told(...objects: object[]) {
  const ran = evaluated(...objects);
  expect(ran.stderr).toBe('');
  const [report] = printed(ran).report as unknown as readonly {
    readonly gates: readonly { readonly gate: string; readonly requested: string }[];
    readonly findings: readonly { readonly severity: string; readonly reason: string }[];
  }[];
  const errors = report?.findings.filter(({ severity }) => severity === 'Error').map(({ reason }) => reason);
  return [report?.gates.find(({ gate }) => gate === 'PassthroughSupport')?.requested, ...(errors ?? [])];
}

describe('ConfigMaps among the input are the sources of FeatureSets', () => {
  const on = { data: { PassthroughSupport: 'true' } };

  test('with no label: who gives a file consents to its being read', () => {
    expect(told(set('gpu', GATES), configMap('gpu', on))).toEqual(['Enabled']);
  });

  test('of the same namespace alone, where none is default', () => {
    expect(told(set(undefined, GATES), configMap('default', on))).toEqual(['Enabled']);
    expect(told(set('default', GATES), configMap('', on))).toEqual(['Enabled']);
    expect(told(set('gpu', GATES), configMap('other', on))).toEqual(['Disabled', 'SourceMissing']);
  });

  test('in every format, and whatever nobody names is left alone', () => {
    const content = { data: { values: 'featureGates: {PassthroughSupport: true}', flags: 'PassthroughSupport=true,' } };
    for (const [format, key] of [
      ['GateMap', 'values'],
      ['FlagString', 'flags'],
    ] as const)
      expect(
        told(
          set('gpu', { configMap: { name: 'gates', key }, format }),
          configMap('gpu', content),
          configMap('gpu', { data: { broken: '[' } }, 'other'),
        ),
      ).toEqual(['Enabled']);
  });

  test('that cannot be read are an Error with line and column', () => {
    const ran = evaluated(
      set('gpu', { configMap: { name: 'gates', key: 'values' }, format: 'GateMap' }),
      configMap('gpu', { data: { values: 'PassthroughSupport: [' } }),
    );
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/"SourceMalformed"[^}]*line 1, column 22/);
  });
});

describe('a ConfigMap that the API server would refuse cannot be used', () => {
  const cases: [what: string, content: object, message: string][] = [
    ['with a number', { data: { A: 1 } }, 'data: A must be a string: quote it'],
    ['with a list as data', { data: ['A'] }, 'data: this is no object'],
    ['without a name', { metadata: {} }, 'metadata: name must be a string and is missing'],
    ['with a number as namespace', { metadata: { name: 'a', namespace: 1 } }, 'metadata: namespace must be a string'],
  ];
  test.each(cases)('%s', (_what, content, message) => {
    const ran = evaluated(configMap('gpu', content));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  test('nor one that stands twice', () => {
    const ran = evaluated(configMap(undefined, {}), configMap('default', {}));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/ConfigMap default\/gates stands twice, again at .*items\[1\]; delete one of them/);
  });
});
