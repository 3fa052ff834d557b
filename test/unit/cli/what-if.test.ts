import { describe, expect, test } from 'vitest';
import { inline, printed } from '../../support/command-run.ts';
import { scratch, setFile, worldFile } from '../../support/scratch-folder.ts';

const KUBERNETES = 'config/catalogs/kubernetes';
const DRIVER = 'config/catalogs/nvidia-dra-driver';

/** The report of a what-if on the world of `scratch-folder.ts`, or on other files. */
function evaluated(...args: string[]) {
  return printed(inline('evaluate', '-o', 'json', ...args));
}

/** Gates as `Fast Enabled Default`, of the only FeatureSet or the one of that name. */
function values({ report }: ReturnType<typeof printed>, reference?: string): string[] {
  const one = report.find(({ featureSet }) => reference === undefined || featureSet === reference);
  return one?.gates.map(({ gate, effective, source }) => `${gate} ${effective} ${source}`) ?? [];
}

describe('evaluate --set', () => {
  test('sets a gate over what the FeatureSet says itself, and leaves its other overrides', () => {
    const asIs = evaluated('-f', worldFile());
    expect(values(asIs)).toEqual(['Base Disabled Override', 'Fast Disabled Dependency']);
    const supposed = evaluated('-f', worldFile(), '--set', 'Base=true');
    expect(values(supposed)).toEqual(['Base Enabled Override', 'Fast Enabled Default']);
    expect(supposed.report[0]?.findings.map(({ subject }) => subject)).toContain('Fasst');
    expect(supposed.items[2]?.spec).toMatchObject({
      overrides: [
        { gate: 'Fasst', state: 'Enabled' },
        { gate: 'Base', state: 'Enabled', reason: 'what if: --set' },
      ],
    });
  });

  test('takes several gates, false and discovery too, with their component or without', () => {
    const set = ['--set', 'kubernetes:Fast=false', '--set', 'Base=discovery'];
    expect(values(evaluated('-f', worldFile(), ...set))).toEqual(['Base Discovery Override', 'Fast Disabled Override']);
  });

  test('sets it in every FeatureSet of the component, and in no other', () => {
    const both = ['-f', worldFile(), '-f', setFile('{component: kubernetes, release: "1.35"}'), '-f', DRIVER];
    const ran = evaluated(...both, '--set', 'kubernetes:Fast=false');
    expect(ran.report.map(({ featureSet }) => featureSet)).toEqual(['default/a', 'kube-system/cluster']);
    expect(values(ran, 'default/a')).toContain('Fast Disabled Override');
    expect(values(ran, 'kube-system/cluster')).toContain('Fast Disabled Override');
  });

  test('evaluates a bare FeatureSet where the input has none, at the release that is given', () => {
    const ran = evaluated('-f', KUBERNETES, '--set', 'CBORServingAndStorage=true', '--release', '1.36');
    expect(ran.report.map(({ featureSet, release }) => [featureSet, release])).toEqual([
      ['what-if/kubernetes', '1.36'],
    ]);
    expect(values(ran)).toContain('CBORServingAndStorage Enabled Override');
  });

  test('finds what is wrong with the gate as if it stood in the object: exit code 1', () => {
    const unknown = inline('evaluate', '-f', KUBERNETES, '--set', 'SidecarContainrs=true', '--release', '1.36');
    expect(unknown.code).toBe(1);
    expect(unknown.stdout).toMatch(/did you mean\s+'SidecarContainers'\?/);
    const locked = evaluated('-f', KUBERNETES, '--set', 'SidecarContainers=false', '--release', '1.36');
    expect(locked.report[0]?.findings).toMatchObject([{ severity: 'Error', reason: 'GateLocked' }]);
  });
});

describe('evaluate --release', () => {
  test('moves the FeatureSets of its component to a release, whatever they say themselves', () => {
    const moved = evaluated('-f', worldFile(), '--release', '1.32');
    expect(moved.report[0]?.release).toBe('1.32');
    expect(moved.report[0]?.gates[1]).toMatchObject({ gate: 'Fast', level: 'Alpha' });
    expect(moved.items[2]?.spec).toMatchObject({ release: '1.32' });
  });

  test('moves only those of the component it names', () => {
    const driver = scratch.file(
      'driver.yaml',
      '{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: d}, spec: {component: nvidia-dra-driver, release: v0.4.0}}',
    );
    const files = ['-f', worldFile(), '-f', DRIVER, '-f', driver];
    const releases = (...args: string[]) =>
      evaluated(...files, ...args).report.map(({ component, release }) => `${component} ${release}`);
    expect(releases('--release', 'kubernetes=1.33')).toEqual(['nvidia-dra-driver v0.4.0', 'kubernetes 1.33']);
    expect(releases('--set', 'nvidia-dra-driver:DynamicMIG=true', '--release', 'v0.5.0')).toEqual([
      'nvidia-dra-driver v0.5.0',
      'kubernetes 1.34',
    ]);
  });

  test('a release that the calendar cannot place is a finding, as in the object', () => {
    const { report } = evaluated('-f', DRIVER, '--set', 'DynamicMIG=true', '--release', 'v7.0.0');
    expect(report[0]).toMatchObject({ release: null, findings: [{ reason: 'ReleaseUnknown' }] });
  });
});

describe('a supposition that cannot be used ends with exit code 2 and the way out', () => {
  const cases: [what: string, args: string[], message: string][] = [
    [
      'a value that is none',
      ['-f', 'WORLD', '--set', 'Fast=yes'],
      "--set is 'Fast=yes' and must be [COMPONENT:]GATE=true|false|discovery, such as MyGate=true",
    ],
    ['no value', ['-f', 'WORLD', '--set', 'Fast'], "--set is 'Fast' and must be"],
    ['no gate', ['-f', 'WORLD', '--set', 'kubernetes:=true'], "--set is 'kubernetes:=true' and must be"],
    [
      'one gate twice',
      ['-f', 'WORLD', '--set', 'Fast=true', '--set', 'kubernetes:Fast=false'],
      "--set names gate 'Fast' of component 'kubernetes' twice; give it once",
    ],
    [
      'a component nobody declares',
      ['-f', 'WORLD', '--set', 'kube:Fast=true'],
      "--set 'kube:Fast=true': no object of component 'kube' is in the input, which holds kubernetes; name its files with -f",
    ],
    [
      'a gate of several components',
      ['-f', KUBERNETES, '-f', DRIVER, '--set', 'DynamicMIG=true'],
      "--set 'DynamicMIG=true' does not say of which component; write nvidia-dra-driver:DynamicMIG=true",
    ],
    [
      'a release of several components',
      ['-f', KUBERNETES, '-f', DRIVER, '--release', '1.36'],
      "--release '1.36' does not say of which component; write kubernetes=1.36 or nvidia-dra-driver=1.36",
    ],
    [
      'a release of a component nobody declares',
      ['-f', 'WORLD', '--release', 'kuberntes=1.36'],
      "--release 'kuberntes=1.36': no object of component 'kuberntes' is in the input, which holds kubernetes; name its files with -f",
    ],
    [
      'a release that no FeatureSet can say',
      ['-f', 'WORLD', '--release', `1.36.0-${'a'.repeat(99)}`],
      'FeatureSet kube-system/cluster cannot be so: spec.release',
    ],
    [
      'a gate that no bare FeatureSet can set',
      ['-f', DRIVER, '--set', `${'G'.repeat(300)}=true`, '--release', 'v0.5.0'],
      'FeatureSet what-if/nvidia-dra-driver cannot be so: spec.overrides[0].gate',
    ],
    [
      'no release that runs',
      ['-f', DRIVER, '--set', 'DynamicMIG=true'],
      "no FeatureSet of component 'nvidia-dra-driver' is in the input, so nothing says which release runs; add --release nvidia-dra-driver=v0.5.0",
    ],
  ];
  test.each(cases)('%s', (_what, args, message) => {
    const ran = inline('evaluate', ...args.map((arg) => (arg === 'WORLD' ? worldFile() : arg)));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
