import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { KUBERNETES_POLICY } from '../../../src/api/kubernetes-policy.ts';
import { parseManifest } from '../../../src/api/parse.ts';
import { documentsOf } from '../../../src/cli/input/document.ts';
import { goldenGates, type GoldenGate } from '../../support/golden-table.ts';
import { inline, inProcess, printed, root } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

function source(name: string, content: unknown): string {
  return scratch.file(name, typeof content === 'string' ? content : JSON.stringify(content));
}

interface GateObject {
  metadata: { name: string; annotations: Record<string, string> };
  spec: {
    gate: string;
    stages: GoldenGate['stages'];
    requires?: { gate: string }[];
    deprecation?: { message: string };
    owners: string[];
  };
}

function objectsIn(text: string): { policy: unknown; gates: GateObject[] } {
  const [policy, ...gates] = documentsOf(text, 'catalog', () => undefined).map(({ value }) => value);
  return { policy, gates: gates as GateObject[] };
}

const specs = (...stages: [version: string, preRelease: string, on: boolean, locked: boolean][]) =>
  stages.map(([version, preRelease, on, lockToDefault]) => ({ version, preRelease, default: on, lockToDefault }));

describe('the catalog of Kubernetes', () => {
  const read = (file: string) => readFileSync(path.join(root, 'config/catalogs/kubernetes', file), 'utf8');

  test('holds the 240 gates of Kubernetes 1.36 as another collection of them says, stage by stage', () => {
    const { gates } = objectsIn(`---\n{}\n---\n${read('gates.yaml')}`);
    const told = gates.map(({ spec }) => ({
      name: spec.gate,
      stages: spec.stages,
      needs: spec.requires?.map(({ gate }) => gate) ?? [],
    }));
    expect(told).toHaveLength(240);
    expect(Object.fromEntries(told.map((gate) => [gate.name, gate]))).toEqual(
      Object.fromEntries(goldenGates('kubernetes').map((gate) => [gate.name, gate])),
    );
  });

  test('holds the policy that is built in', () => {
    const { policy } = objectsIn(read('policy.yaml'));
    const parsed = parseManifest('MaturityPolicy', policy);
    expect(parsed.valid && parsed.object.spec).toEqual(KUBERNETES_POLICY);
    expect(parsed.valid && parsed.object.metadata.name).toBe('kubernetes');
  });

  test('breaks no rule: every gate is ready, and a cluster of each minor has no finding', () => {
    const sets = source(
      'sets.yaml',
      Array.from(
        { length: 37 },
        (_, minor) =>
          `{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: a${minor}}, spec: {component: kubernetes, release: "1.${minor}"}}`,
      ).join('\n---\n'),
    );
    const ran = inline('evaluate', '-f', path.join(root, 'config/catalogs/kubernetes'), '-f', sets, '-o', 'json');
    expect(ran.code).toBe(0);
    const { items, report } = printed(ran);
    const ready = items.map(({ status }) => status.conditions.find(({ type }) => type === 'Ready')?.status);
    expect(new Set(ready)).toEqual(new Set(['True']));
    expect(report.flatMap(({ findings }) => findings)).toEqual([]);
  });

  test('says where its facts come from, and what is assumed', () => {
    const { gates } = objectsIn(`---\n{}\n---\n${read('gates.yaml')}`);
    for (const { metadata, spec } of gates) {
      const assumed = spec.deprecation ? 'owners,deprecation.message' : 'owners';
      expect(metadata.annotations).toEqual({
        'stagegate.dev/assumed': assumed,
        'stagegate.dev/source': 'k8s.io/kubernetes',
        'stagegate.dev/source-revision': 'v1.36.3',
      });
      expect(spec.owners).toEqual(['upstream']);
    }
  });
});

describe('import kubernetes', () => {
  const registry = {
    component: 'kubernetes',
    version: 'v1.36.3',
    gates: [
      { name: 'Old', stages: specs(['1.0', '', true, false], ['1.31', 'DEPRECATED', false, true]), dependencies: [] },
      {
        name: 'New',
        stages: [
          ...specs(['1.35', 'ALPHA', false, false], ['1.36', 'BETA', false, false]),
          { ...specs(['1.36', 'BETA', true, false])[0], minCompatibilityVersion: '1.36' },
        ],
        dependencies: ['Old'],
      },
    ],
  };

  test('turns what the library says into objects', () => {
    const ran = inProcess(['import', 'kubernetes', '-'], JSON.stringify(registry));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const { policy, gates } = objectsIn(ran.stdout);
    expect(policy).toMatchObject({ kind: 'MaturityPolicy', metadata: { name: 'kubernetes' } });
    expect(gates.map(({ metadata }) => metadata.name)).toEqual(['kubernetes.new', 'kubernetes.old']);
    expect(gates[0]?.spec).toEqual({
      component: 'kubernetes',
      gate: 'New',
      owners: ['upstream'],
      stages: [
        { release: '1.35', level: 'Alpha', default: 'Disabled', locked: false },
        { release: '1.36', level: 'Beta', default: 'Disabled', locked: false },
        { release: '1.36', level: 'Beta', default: 'Enabled', locked: false, minCompatibility: '1.36' },
      ],
      requires: [{ gate: 'Old' }],
    });
    expect(gates[1]?.spec).toMatchObject({
      stages: [
        { release: '1.0', level: 'Stable', default: 'Enabled', locked: false },
        { release: '1.31', level: 'Deprecated', default: 'Disabled', locked: true },
      ],
      deprecation: { message: 'Deprecated upstream since 1.31; no message is recorded.' },
    });
  });

  test('--out writes policy.yaml and gates.yaml, which evaluate reads', () => {
    const out = path.join(scratch.folder, 'a/b');
    expect(inline('import', 'kubernetes', source('gates.json', registry), '--out', out)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: `${out}: wrote policy.yaml and 2 gates into gates.yaml\n`,
    });
    const { items } = printed(inline('evaluate', '-f', out, '-o', 'json'));
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['kubernetes', 'kubernetes.new', 'kubernetes.old']);
  });

  test('reads versioned_feature_list.yaml, where two entries of one version are a pair told apart by minCompatibility', () => {
    const list = `# This file is generated
- name: Ranges
  versionedSpecs:
  - default: false
    lockToDefault: false
    preRelease: Alpha
    version: "1.30"
  - default: false
    lockToDefault: false
    preRelease: Beta
    version: "1.37"
  - default: true
    lockToDefault: false
    preRelease: Beta
    version: "1.37"
`;
    const ran = inline('import', 'kubernetes', source('list.yaml', list), '--revision', 'abc123');
    const { gates } = objectsIn(ran.stdout);
    expect(gates[0]?.spec.stages).toEqual([
      { release: '1.30', level: 'Alpha', default: 'Disabled', locked: false },
      { release: '1.37', level: 'Beta', default: 'Disabled', locked: false },
      { release: '1.37', level: 'Beta', default: 'Enabled', locked: false, minCompatibility: '1.37' },
    ]);
    expect(gates[0]?.metadata.annotations).toEqual({
      'stagegate.dev/assumed': 'owners,stages.minCompatibility',
      'stagegate.dev/source':
        'kubernetes/kubernetes:test/compatibility_lifecycle/reference/versioned_feature_list.yaml',
      'stagegate.dev/source-revision': 'abc123',
    });
    const set = source(
      'set.yaml',
      '{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: a}, spec: {component: kubernetes, release: "1.37"}}',
    );
    const evaluated = printed(inline('evaluate', '-f', source('catalog.yaml', ran.stdout), '-f', set, '-o', 'json'));
    expect(evaluated.report[0]?.gates[0]).toMatchObject({ gate: 'Ranges', default: 'Disabled' });
  });

  const entry = (spec: object) => [
    { name: 'Odd', versionedSpecs: [{ ...specs(['1.30', 'Beta', true, false])[0], ...spec }] },
  ];
  const refused: [what: string, content: unknown, message: string][] = [
    [
      'something else',
      { kind: 'List' },
      'this is neither the output of `gates list` (component, version, gates) nor a versioned_feature_list.yaml',
    ],
    ['another component', { ...registry, component: 'etcd' }, 'this is neither'],
    ['a version that is a number', entry({ version: 1.3 }), 'gate Odd: version must be a string: quote it'],
    [
      'an unknown level',
      entry({ preRelease: 'Gamma' }),
      "gate Odd: preRelease 'Gamma' must be one of Alpha, Beta, GA, Deprecated",
    ],
    ['a default that is a word', entry({ default: 'maybe' }), 'gate Odd: default must be true or false'],
    ['a gate without stages', [{ name: 'Odd' }], 'versionedSpecs must be a list'],
    [
      'three entries of one version',
      [
        {
          name: 'Odd',
          versionedSpecs: specs(
            ['1.3', 'Beta', true, false],
            ['1.3', 'Beta', false, false],
            ['1.3', 'Beta', true, false],
          ),
        },
      ],
      'gate Odd: more than two entries of one version',
    ],
    [
      'a name no object can have',
      [{ name: 'Odd_One', versionedSpecs: specs(['1.3', 'Beta', true, false]) }],
      'gate Odd_One fits no FeatureGate: metadata.name',
    ],
    [
      'two names that differ in case',
      [...entry({}), { ...entry({})[0], name: 'ODD' }],
      'gate ODD: another gate has the same name but for case',
    ],
    ['an empty file', '', 'this must hold exactly one document'],
  ];
  test.each(refused)('refuses %s', (_what, content, message) => {
    const ran = inline('import', 'kubernetes', source('input.yaml', content));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  test('refuses another source, and no file or two', () => {
    expect(inline('import', 'tekton', 'a.yaml').stderr).toContain('the source must be one of kubernetes, facts,');
    expect(inline('import').code).toBe(2);
    expect(inline('import', 'kubernetes').stderr).toContain('needs one FILE, or - for stdin');
    expect(inline('import', 'kubernetes', 'a', 'b').code).toBe(2);
  });
});
