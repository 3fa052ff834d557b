import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../src/cli/input/document.ts';
import { inline, printed } from '../../support/command-run.ts';
import { scratch, setFile, worldFile } from '../../support/scratch-folder.ts';

describe('-o json', () => {
  test('prints every object with the status the operator would write, and the report, sorted, keys in order', () => {
    const ran = inline('evaluate', '-f', worldFile(), '-o', 'json');
    expect(ran).toMatchObject({ code: 1, stderr: '' });
    const { items, report } = printed(ran);
    expect(items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'FeatureGate kubernetes.base',
      'FeatureGate kubernetes.fast',
      'FeatureSet cluster',
    ]);
    expect(items[0]?.metadata).toEqual({ annotations: { kept: 'yes' }, name: 'kubernetes.base' });
    expect(items.map(({ status }) => status['observedGeneration'])).toEqual([1, 4, 7]);
    expect(items[2]?.status).toMatchObject({
      release: '1.34',
      minCompatibility: '1.33',
      enabled: [],
      disabled: ['Base', 'Fast'],
    });
    expect(report).toEqual([
      {
        featureSet: 'kube-system/cluster',
        component: 'kubernetes',
        release: '1.34',
        gates: [
          {
            gate: 'Base',
            level: 'Beta',
            deprecated: false,
            default: 'Enabled',
            locked: false,
            requested: 'Disabled',
            effective: 'Disabled',
            source: 'Override',
          },
          {
            gate: 'Fast',
            level: 'Beta',
            deprecated: false,
            default: 'Enabled',
            locked: false,
            requested: 'Enabled',
            effective: 'Disabled',
            source: 'Dependency',
          },
        ],
        plugins: [],
        findings: [
          {
            severity: 'Error',
            reason: 'DependencyUnmet',
            subject: 'Fast',
            message:
              "Gate 'Fast' requires 'Base', not on in 1.34; the component would refuse this, so it is off; enable 'Base' or disable 'Fast'",
          },
          {
            severity: 'Error',
            reason: 'UnknownFeatureGate',
            subject: 'Fasst',
            message: "Component 'kubernetes' declares no gate 'Fasst'; the override is ignored; did you mean 'Fast'?",
          },
        ],
      },
    ]);
    expect(Object.keys(report[0] ?? {})).toEqual([
      'featureSet',
      'component',
      'release',
      'gates',
      'plugins',
      'findings',
    ]);
    expect(Object.keys(report[0]?.gates[0] ?? {})).toEqual([
      'gate',
      'level',
      'deprecated',
      'default',
      'locked',
      'requested',
      'effective',
      'source',
    ]);
    expect(Object.keys(JSON.parse(ran.stdout) as object)).toEqual(['items', 'report']);
  });

  test('-o yaml says the same', () => {
    const json = inline('evaluate', '-f', worldFile(), '-o', 'json');
    const yaml = inline('evaluate', '-f', worldFile(), '--output', 'yaml');
    expect(documentsOf(yaml.stdout, 'out.yaml', () => undefined)[0]?.value).toEqual(JSON.parse(json.stdout));
  });

  test('what was printed is input again, and changes nothing', () => {
    const first = printed(inline('evaluate', '-f', worldFile(), '-o', 'json', '--now', '2026-05-01T10:00:00+02:00'));
    const again = scratch.file('again.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: first.items }));
    const second = printed(inline('evaluate', '-f', again, '-o', 'json', '--now', '2026-06-01T00:00:00Z'));
    expect(second).toEqual(first);
    expect(first.items[2]?.status.conditions[0]?.lastTransitionTime).toBe('2026-05-01T08:00:00Z');
  });

  test('a status in the input stands: times of conditions stay, changes against it are announced', () => {
    const before = printed(inline('evaluate', '-f', worldFile(), '-o', 'json', '--now', '2026-05-01T00:00:00Z'));
    const edited = JSON.parse(
      JSON.stringify(before.items).replaceAll('"Base","state":"Disabled"', '"Base","state":"Enabled"'),
    ) as object[];
    const after = printed(
      inline(
        'evaluate',
        '-f',
        scratch.file('edited.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: edited })),
        '-o',
        'json',
        '--now',
        '2026-06-01T00:00:00Z',
      ),
    );
    const status = after.items[2]?.status;
    expect(status?.['enabled']).toEqual(['Base', 'Fast']);
    expect(status?.notices?.at(-1)).toMatchObject({
      reason: 'OverrideRedundant',
      time: '2026-06-01T00:00:00.000Z',
      subjects: ['Base'],
    });
    expect(status?.notices?.find(({ reason }) => reason === 'GateEnabled')?.subjects).toEqual(['Base', 'Fast']);
    const times = Object.fromEntries(
      status?.conditions.map(({ type, lastTransitionTime }) => [type, lastTransitionTime.slice(0, 10)]) ?? [],
    );
    expect(times).toMatchObject({ Ready: '2026-05-01', DependenciesMet: '2026-06-01' });
  });
});

describe('an object that breaks its schema is not ready, and the rest is evaluated', () => {
  const cases: [what: string, spec: string, message: string][] = [
    [
      'a release that is not quoted',
      '{component: kubernetes, release: 1.30}',
      "spec.release '1.3': must be a string, not a number: quote it",
    ],
    [
      'a field that does not exist',
      '{component: kubernetes, release: "1.34", overides: []}',
      'spec.overides: is not a field of FeatureSet',
    ],
    [
      'a field that does not exist deep inside',
      '{component: kubernetes, release: "1.34", groups: [{name: AllBeta, state: Enabled, why: x}]}',
      'spec.groups[0].why: is not a field of FeatureSet',
    ],
    [
      'a word that is none',
      '{component: kubernetes, release: "1.34", minimumLevel: GA}',
      "spec.minimumLevel 'GA': must be one of Dev, Alpha, Beta, Stable",
    ],
    ['neither release nor releaseFrom', '{component: kubernetes}', 'must set exactly one of release and releaseFrom'],
  ];
  test.each(cases)('%s', (_what, spec, message) => {
    const ran = inline('evaluate', '-f', worldFile(), '-f', setFile(spec), '-o', 'json');
    expect(ran.code).toBe(1);
    const { items, report } = printed(ran);
    expect(report.map(({ featureSet }) => featureSet)).toEqual(['kube-system/cluster']);
    const ready = items
      .find(({ metadata }) => metadata.name === 'a')
      ?.status.conditions.find(({ type }) => type === 'Ready');
    expect(ready).toMatchObject({ status: 'False', reason: 'SchemaInvalid' });
    expect(ready?.message).toContain(message);
  });

  test('a name the API server would refuse', () => {
    const text = 'apiVersion: stagegate.dev/v1beta1\nkind: MaturityPolicy\nmetadata: {name: My_Driver}\nspec: {}\n';
    const { items } = printed(inline('evaluate', '-f', scratch.file('policy.yaml', text), '-o', 'json'));
    expect(items[0]?.status.conditions[0]?.message).toContain("metadata.name 'My_Driver': must be a DNS label");
  });

  test('a field beside the spec that does not exist', () => {
    const text =
      'apiVersion: stagegate.dev/v1beta1\nkind: MaturityPolicy\nmetadata: {name: driver}\nspec: {}\nspecs: {}\n';
    const { items } = printed(inline('evaluate', '-f', scratch.file('policy.yaml', text), '-o', 'json'));
    expect(items[0]?.status.conditions[0]?.message).toContain('specs: is not a field of MaturityPolicy');
  });

  test('a field that is null counts as absent, as on the API server', () => {
    const ran = inline(
      'evaluate',
      '-f',
      setFile('{component: kubernetes, release: "1.34", overrides: , minimumLevel: null}'),
    );
    expect(ran.code).toBe(0);
  });
});

test('exit code 0 says that no Error finding stands and every object is ready', () => {
  const ran = inline('evaluate', '-f', setFile('{component: kubernetes, release: "1.34"}'));
  expect(ran).toMatchObject({ code: 0, stderr: '' });
});
